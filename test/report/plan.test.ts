import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/model/rules.ts';
import { failedRow } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { replicatedInterval } from '../../src/montecarlo/statistics/replicates.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { RunTally } from '../../src/report/tally/run-tally.ts';
import { definitions } from '../../src/report/verdict.ts';
import { tallyOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const made = syntheticRun([ALPHA], { plan: { kind: 'latin-hypercube', replicates: 10 } });
const { manifest } = made;
/** Some refused in some replicates only, so that they differ in size. */
const rows = made.rows.map((row) => (row.point === 3 && row.chip < 4 ? failedRow(row, 2, 'no') : row));
const summary = buildSummary(manifest, tallyOf(manifest, rows));
const own = (point: number, rule: Rule) => rows.filter((row) => row.point === point && row.rule === rule);

describe('yields of a plan', () => {
  it.each(['stable', 'inRange', 'aligned'] as const)(
    '%s: interval from its replicates, chip i being of i mod 10',
    (name) => {
      for (const { index, cells } of summary.points) {
        for (const { rule, [name]: found } of cells) {
          const groups = Array.from({ length: 10 }, (_, r) =>
            own(index, rule).filter(({ chip, error }) => chip % 10 === r && error === null),
          );
          const counts = (passes: (row: TrialRow) => boolean) =>
            groups.map((group) => ({ part: group.filter(passes).length, whole: group.length }));
          const low = replicatedInterval(counts((row) => row[name] === true))[0];
          const high = replicatedInterval(counts((row) => row[name] !== false))[1];
          expect(found.wilson).toEqual([low, high]);
          expect(found.clopperPearson).toEqual(found.wilson);
          expect(found.fraction?.[0]).toBeCloseTo(found.passed / found.n, 14);
          expect(found.fraction?.[1]).toBeCloseTo((found.passed + found.unknown) / found.n, 14);
        }
      }
    },
  );

  it('are given of all chips too, refused ones failing and passing, where they are noticeable', () => {
    const [dp] = summary.points[3].cells;
    const all = Array.from({ length: 10 }, (_, r) => own(3, 'dp').filter(({ chip }) => chip % 10 === r));
    const low = all.map((group) => ({ part: group.filter(({ stable }) => stable).length, whole: group.length }));
    const high = all.map((group) => ({
      part: group.filter(({ stable }) => stable !== false).length,
      whole: group.length,
    }));
    expect(dp.stable.ofAll).toEqual({
      chips: 100,
      fraction: [0.96, 1],
      wilson: [replicatedInterval(low)[0], replicatedInterval(high)[1]],
    });
  });

  it('are the same from tallies of parts', () => {
    const parts = [0, 1, 2].map((part) => {
      const tally = new RunTally(manifest);
      tally.add(columnsOf(rows.filter(({ chip }) => chip % 3 === part)));
      return tally;
    });
    parts[2].merge(parts[0]);
    parts[2].merge(parts[1]);
    expect(JSON.stringify(buildSummary(manifest, parts[2]))).toBe(JSON.stringify(summary));
  });

  it('say what they rest on, and which intervals do not', () => {
    expect(definitions(summary)).toContain('what 10 independent replicates of the plan differ by');
    const markdown = renderMarkdown(summary, []);
    expect(markdown).toContain('latin-hypercube: 10 independent Latin hypercubes in blocks of 32, 10 chips each');
    expect(markdown).toContain('although this sweep has a plan');
  });
});
