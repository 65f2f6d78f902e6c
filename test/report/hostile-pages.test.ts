import { describe, expect, it } from 'vitest';
import type { Change, RunComparison } from '../../src/report/compare/comparison.ts';
import { comparisonFindings } from '../../src/report/compare/findings.ts';
import { comparisonHtml, comparisonMarkdown } from '../../src/report/compare/pages.ts';
import { changeTable, runTable } from '../../src/report/compare/tables.ts';
import { alignedTable } from '../../src/report/terminal.ts';
import { trainingCharts } from '../../src/report/training/charts.ts';
import { trainingHtml, trainingMarkdown } from '../../src/report/training/pages.ts';
import type { TrainingSummary } from '../../src/report/training/summary.ts';
import { driftTable, failureTable, trainingTable } from '../../src/report/training/tables.ts';
import { expectPicture, expectSameTags, HOSTILE, tableWidths } from './hostile.ts';
import { madeTraining } from './training/made-training.ts';

/** As two runs that share some of everything, their every text so. */
function comparison(text: string): RunComparison {
  const run = { ...{ run: text, name: text, device: text, seed: text, version: text, command: text }, chips: 4 };
  const side = { ...run, trials: { expected: 8, found: 7 } };
  const change: Change = {
    ...{ change: -0.5, interval: [-0.8, -0.1], p: 0.01, adjustedP: 0.02, direction: 'worse', significant: true },
  };
  const counts = { passed: 3, n: 4, undecided: 1, refused: 1 };
  const pairs = { n: 4, leftOut: 1, onlyFirst: 2, onlySecond: 0 };
  const answers = { ...change, first: counts, second: { ...counts, passed: 1 }, pairs, withinMargin: false };
  const median = { n: 4, median: 3 };
  return {
    format: 'dyadsim/comparison@1',
    ...{ first: side, second: side, pairs: 4, comparisons: 3, within: 0.02, verdict: 'significantly worse' },
    pairing: { paired: false, reasons: [text, text] },
    ...{ onlyFirst: [text], onlySecond: [text], differences: [text, text], notes: [text] },
    cells: [
      {
        ...{ point: text, rule: text, notCompared: [text] },
        yields: [answers, { ...answers, significant: false }].map((own, i) => ({ ...own, name: `${text} ${i}` })),
        measures: [{ ...change, name: 'gainMargin', first: median, second: median, leftOut: 1 }],
      },
    ],
  };
}

/** Lines of tables on a terminal, each as long as it is. */
function terminalLines(tables: readonly Parameters<typeof alignedTable>[0][]): number {
  const text = tables.map(alignedTable).join('');
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\u2028]/u);
  return text.split('\n').length;
}

const plain = madeTraining('plain');
const plainCharts = await trainingCharts(plain);
const plainComparison = comparison('plain');
const plainPage = await comparisonHtml(plainComparison);

describe.each(HOSTILE)('where every text is %j', (text) => {
  it('a page of trainings has the tags, tables, pictures and lines of one with plain texts', async () => {
    const hostile = madeTraining(text);
    const charts = await trainingCharts(hostile);
    expect(charts).toHaveLength(6);
    for (const chart of charts) await expectPicture(chart);
    expectSameTags(trainingHtml(hostile, charts), trainingHtml(plain, plainCharts));
    const lines = [trainingMarkdown(hostile, charts), trainingMarkdown(plain, plainCharts)];
    expect(tableWidths(lines[0])).toEqual(tableWidths(lines[1]));
    expect(lines[0].split('\n')).toHaveLength(lines[1].split('\n').length);
    expect(lines[0]).not.toContain('<img');
    const tables = (summary: TrainingSummary) => [trainingTable(summary), driftTable(summary), failureTable(summary)];
    expect(terminalLines(tables(hostile))).toBe(terminalLines(tables(plain)));
  });

  it('a comparison has the tags, tables and lines of one with plain texts', async () => {
    const hostile = comparison(text);
    expectSameTags(await comparisonHtml(hostile), plainPage);
    const [own, other] = [comparisonMarkdown(hostile), comparisonMarkdown(plainComparison)];
    expect(tableWidths(own)).toEqual(tableWidths(other));
    expect(own.split('\n')).toHaveLength(other.split('\n').length);
    expect(own).not.toMatch(/<(?!\/?(?:details|summary)>)/);
    expect(comparisonFindings(hostile)).toHaveLength(comparisonFindings(plainComparison).length);
    const tables = (of: RunComparison) => [runTable(of), changeTable(of)];
    expect(terminalLines(tables(hostile))).toBe(terminalLines(tables(plainComparison)));
  });
});
