import { describe, expect, it } from 'vitest';
import { REQUESTED_METRICS } from '../../src/model/metrics.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { answersOf } from '../../src/report/glance/answers.ts';
import type { Summary } from '../../src/report/summary.ts';
import { yieldTable } from '../../src/report/tables/yields.ts';
import { summaryOf } from './reports.ts';
import { requestedRun } from './requested-run.ts';
import { syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = requestedRun();
const ended = ({ stable, unstable, undecided }: TrialRow['branches']['lost']) => stable + unstable + undecided;
const hasMargin = ({ error, branches }: TrialRow) =>
  error === null && ended(branches.lost) + ended(branches.conditional) === 0;

describe('phase margins of a run', () => {
  const summary = summaryOf(manifest, rows);

  it('are those of chips that have one, the smallest with its chip', () => {
    for (const { index, cells } of summary.points) {
      for (const cell of cells) {
        const own = rows.filter((row) => row.point === index && row.rule === cell.rule && hasMargin(row));
        const finite = own.filter(({ phaseMargin }) => phaseMargin !== null);
        expect(cell.phaseMargin?.n ?? 0).toBe(finite.length);
        const least = Math.min(...finite.map(({ phaseMargin }) => phaseMargin!));
        const chip = finite.find(({ phaseMargin }) => phaseMargin === least)?.chip;
        expect(cell.smallestPhaseMargin).toEqual(finite.length === 0 ? null : { value: least, chip });
        expect(cell.testAccuracy!.n).toBe(cell.chips - cell.refused);
        expect(cell.loss!.n).toBe(cell.chips - cell.refused);
      }
    }
    const chips = summary.points.flatMap(({ cells }) => cells.map(({ phaseMargin }) => phaseMargin?.n ?? 0));
    // A rule that loses chips, and one that does not.
    expect(Math.min(...chips)).toBeLessThan(100);
    expect(Math.max(...chips)).toBe(100);
  });

  it('are on the first screen, the smallest over the sweep with its place', () => {
    for (const [index, { rule, margin }] of answersOf(summary).entries()) {
      const own = rows.filter((row) => row.rule === rule && hasMargin(row) && row.phaseMargin !== null);
      const least = own.reduce((a, b) => (b.phaseMargin! < a.phaseMargin! ? b : a));
      const same = own.find(({ phaseMargin, point }) => phaseMargin === least.phaseMargin && point === least.point)!;
      const { cells } = summary.points[least.point];
      expect(cells[index].smallestPhaseMargin!.chip).toBe(same.chip);
      const alpha = manifest.points[least.point].alpha;
      const all = rows.every((row) => row.rule !== rule || row.error !== null || hasMargin(row));
      expect(margin.text).toContain(
        `Smallest phase margin${all ? '' : ' of the chips that have one'}: ${least.phaseMargin!.toFixed(1)} deg, chip ${same.chip} at alpha = ${alpha}.`,
      );
    }
  });

  it('stand beside the gain margins in the table, none where a chip has none', () => {
    const texts = marginTexts(summary);
    summary.points.forEach(({ cells }, point) => {
      cells.forEach(({ lostBranch, marginBelowOne, smallestMargin, smallestPhaseMargin }, rule) => {
        const decibels = (20 * Math.log10(smallestMargin?.value ?? 1)).toFixed(1).replace('-', '−');
        const gain = smallestMargin === null ? '∞' : `${decibels} dB`;
        const angle = smallestPhaseMargin == null ? '∞' : `${smallestPhaseMargin.value.toFixed(1)} deg`;
        const phase = marginBelowOne > 0 ? 'none' : angle;
        expect(texts[point * cells.length + rule]).toBe(lostBranch > 0 ? 'none' : `${gain}, ${phase}`);
      });
    });
    expect(texts).toContain('none');
    expect(texts.filter((text) => text.endsWith(' deg')).length).toBeGreaterThan(0);
  });

  it('are missing where a chip is beyond its gain margin, and that is said', () => {
    const at = rows.findIndex((row) => row.point === 4 && row.rule === 'dp-transpose' && hasMargin(row));
    const { stable, lost } = rows[at].branches;
    const branches = { ...rows[at].branches, stable: lost, conditional: stable };
    const beyond = rows.map((row, i) => (i === at ? { ...row, gainMargin: 0.5, phaseMargin: 1, branches } : row));
    const found = summaryOf(manifest, beyond);
    expect(found.points[4].cells[1]).toMatchObject({ marginBelowOne: 1, lostBranch: 0 });
    expect(found.points[4].cells[1].smallestPhaseMargin!.value).toBeGreaterThan(1);
    expect(marginTexts(found)[9]).toBe('−6.0 dB, none');
    expect(answersOf(found)[1].margin.text).toContain('Smallest phase margin of the chips that have one: ');
    expect(answersOf(summary)[1].margin.text).toContain('Smallest phase margin: ');
  });

  it('are infinite where no locus crosses the unit circle', () => {
    const found = summaryOf(
      manifest,
      rows.map((row) => ({ ...row, phaseMargin: null })),
    );
    expect(answersOf(found)[1].margin.text).toMatch(/ No chip has a finite phase margin\.$/);
    expect(found.points[4].cells[1]).toMatchObject({ phaseMargin: null, smallestPhaseMargin: null });
    expect(marginTexts(found).join()).toMatch(/ dB, ∞/);
  });
});

it('a run without such specs says nothing of them', () => {
  const plain = syntheticRun();
  const summary = summaryOf(plain.manifest, plain.rows);
  const keys = summary.points.flatMap(({ cells }) => cells.flatMap((cell) => Object.keys(cell)));
  for (const key of [...REQUESTED_METRICS, 'smallestPhaseMargin']) expect(keys).not.toContain(key);
  expect(
    answersOf(summary)
      .map(({ margin }) => margin.text)
      .join(),
  ).not.toContain('phase');
  expect(yieldTable(summary).columns.join()).not.toContain('phase');
});

/** By row of the table of yields. */
function marginTexts(summary: Summary): string[] {
  const { columns, rows } = yieldTable(summary);
  return rows.map((row) => row[columns.indexOf('smallest gain, phase margin')]);
}
