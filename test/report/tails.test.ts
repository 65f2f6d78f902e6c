import { describe, expect, it } from 'vitest';
import { failedRow, noOutcomes } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { reportOf, summaryOf } from './reports.ts';
import { syntheticRun } from './synthetic-run.ts';

const NO = { stable: 0, unstable: 0, undecided: 0 };
const { manifest: made, rows: some } = syntheticRun([], { rules: ['dp'], chips: 400 });
const { probes } = made.scenario;
const sample = some.find(({ stable, aligned }) => stable && aligned)!;
const outcomes = { ...noOutcomes(), settled: probes };

/** Rows of chips with these margins in dB, or with what is the matter. */
function rowsOf(margins: readonly (number | 'lost' | 'pinned' | 'infinite' | 'refused')[]): TrialRow[] {
  return margins.map((margin, chip) => {
    if (margin === 'refused') return failedRow({ ...sample, chip, engine: 'events' }, 2, 'no');
    const fate = margin === 'lost' || margin === 'pinned' ? margin : 'stable';
    const branches = { stable: NO, conditional: NO, pinned: NO, lost: NO, [fate]: { ...NO, stable: probes } };
    // Of a chip that has lost a branch, or of which one is pinned, the margin of its other inputs.
    return {
      ...sample,
      chip,
      outcomes,
      branches,
      inRange: true,
      railsNeeded: null,
      surprise: null,
      deadZone: 0,
      gainMargin: typeof margin === 'number' ? 10 ** (margin / 20) : margin === 'infinite' ? null : 2,
    };
  });
}

const tailOf = (margins: Parameters<typeof rowsOf>[0]) => summaryOf(made, rowsOf(margins)).tails[0];

describe('the tail of the gain margin', () => {
  it('counts chips below 0, 3, 6 and 10 dB, lost ones among them, and those on an edge not', () => {
    const tail = tailOf([-2, 'lost', 0.5, 2.9, 5, 20, 'infinite', 'refused', 0]);
    expect([tail.chips, tail.refused, tail.lost, tail.infinite, tail.unknown]).toEqual([8, 1, 1, 1, 0]);
    expect(tail.edges.map(({ decibels, chips }) => [decibels, chips])).toEqual([
      [0, 2],
      [3, 5],
      [6, 6],
      [10, 6],
    ]);
    expect(tail.steps.map(({ margin, chips }) => [Math.round(200 * Math.log10(margin)) / 10, chips])).toEqual([
      [-2, 2],
      [0, 3],
      [0.5, 4],
      [2.9, 5],
      [5, 6],
      [20, 7],
    ]);
  });

  it('has the exact interval of Clopper and Pearson: of none of n the limit solves (1 - p)^n = 0.025, of all p^n', () => {
    const none = tailOf(Array(50).fill(4));
    expect(none.edges[0].interval).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 50), 10)]);
    const [step] = none.steps;
    expect(none.steps).toHaveLength(1);
    expect([step.chips, step.interval]).toEqual([50, [expect.closeTo(0.025 ** (1 / 50), 10), 1]]);
    // Table of exact limits: 2 of 10 have 2.52 to 55.61 %.
    const two = tailOf([-1, 'lost', ...Array(8).fill(9)]).edges[0];
    expect(two.interval.map((end) => Math.round(1e4 * end))).toEqual([252, 5561]);
  });

  it('counts chips of which it is not known as above at one end of the interval and as below at the other', () => {
    const { edges, unknown } = tailOf([-1, 'pinned', 'pinned', ...Array(7).fill(9)]);
    expect(unknown).toBe(2);
    // One of 10 has 0.25 to 44.50 %, three have 6.67 to 65.25 %.
    expect(edges[0].interval.map((end) => Math.round(1e4 * end))).toEqual([25, 6525]);
    expect(edges[0].chips).toBe(1);
  });

  it('has every one of the smallest as a step, then fewer, always the largest, each with all that are equal', () => {
    const { steps } = tailOf(Array.from({ length: 400 }, (_, chip) => (399 - chip) / 10 + 0.1));
    expect(steps.slice(0, 20).map(({ chips }) => chips)).toEqual(Array.from({ length: 20 }, (_, k) => k + 1));
    expect(steps.at(-1)!.chips).toBe(400);
    expect(steps.length).toBeLessThan(45);
    expect(steps.every((step, k) => k === 0 || step.chips > steps[k - 1].chips)).toBe(true);
    for (const { margin, chips } of steps) expect(20 * Math.log10(margin)).toBeCloseTo((chips - 1) / 10 + 0.1, 9);
  });

  it('is of the point at which most chips are beyond the limit', async () => {
    const { manifest, rows } = syntheticRun();
    const report = await reportOf(manifest, rows);
    for (const { rule, point, edges } of report.summary.tails) {
      const beyond = manifest.points.map(({ index }) => {
        const own = rows.filter((row) => row.rule === rule && row.point === index && row.error === null);
        const lost = ({ branches: { lost } }: TrialRow) => lost.stable + lost.unstable + lost.undecided > 0;
        const pinned = ({ branches: { pinned } }: TrialRow) => pinned.stable > 0;
        return own.filter((row) => lost(row) || (!pinned(row) && (row.gainMargin ?? 9) < 1)).length / own.length;
      });
      expect(beyond[point!]).toBe(Math.max(...beyond));
      expect(edges[0].chips / report.summary.tails.find((own) => own.rule === rule)!.chips).toBe(beyond[point!]);
    }
    expect(report.plots.get('margin-tail.svg')).toMatch(/Beyond the limit: DP [\d.]+ %, DP-transpose [\d.]+ %/);
    expect(report.markdown).toContain('## Chips with little gain margin');
  });

  it('of chips none of which has a margin is a level, of chips that could not be run none', async () => {
    const { summary, plots } = await reportOf(made, rowsOf(['lost', 'lost', 'pinned', 'refused']));
    const counts = { point: 0, chips: 3, refused: 1, lost: 2, infinite: 0, unknown: 1 };
    expect(summary.tails[0]).toMatchObject({ ...counts, steps: [] });
    expect(plots.get('margin-tail.svg')).toContain('Beyond the limit: DP 66.7 %');
    const none = await reportOf(made, rowsOf(['refused']));
    expect(none.summary.tails).toEqual([
      { rule: 'dp', point: null, chips: 0, refused: 0, lost: 0, infinite: 0, unknown: 0, edges: [], steps: [] },
    ]);
    expect(none.plots.has('margin-tail.svg')).toBe(false);
    expect(none.html).not.toContain('Chips with little gain margin');
    const infinite = await reportOf(made, rowsOf(['infinite', 'infinite']));
    expect(infinite.plots.has('margin-tail.svg')).toBe(false);
    expect(infinite.summary.tails[0].edges.map(({ chips }) => chips)).toEqual([0, 0, 0, 0]);
  });
});
