import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../src/model/outcomes.ts';
import { noOutcomes } from '../../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../../src/montecarlo/row.ts';
import { columnsOf } from '../../../src/montecarlo/row-columns.ts';
import { liftedColumns } from '../../../src/report/tally/lifted-columns.ts';
import { WorstChips, worstListed } from '../../../src/report/tally/worst-chips.ts';
import { reportOf, summaryOf } from '../reports.ts';
import { ALPHA, syntheticRun } from '../synthetic-run.ts';

const run = syntheticRun();
const summary = summaryOf(run.manifest, run.rows);
const SECOND_POINT = 1;

/** Written a second time, from rows as they are rather than columns. */
function worstOf(rows: readonly TrialRow[]): readonly number[] {
  const lossOf = (row: TrialRow) => row.lossBeta ?? 1e99;
  const keys = rows
    .filter(({ error }) => error === null)
    .map((row) => {
      const worst = OUTCOMES.findLastIndex((outcome) => row.outcomes[outcome] > 0);
      const { slow, jumped, oscillating, saturated, diverged, lost } = row.outcomes;
      const failing = slow + jumped + oscillating + saturated + diverged + lost;
      return {
        chip: row.chip,
        key: [-worst, -failing, -row.outcomes.undecided, lossOf(row), row.gainMargin ?? 1e99, row.chip],
      };
    });
  return keys
    .sort((a, b) => {
      const at = a.key.findIndex((value, k) => value !== b.key[k]);
      return at < 0 ? 0 : a.key[at] - b.key[at];
    })
    .map(({ chip }) => chip);
}

describe('the worst chips of a point and rule', () => {
  it('are those of the rows, in order, as many as are listed', () => {
    const most = worstListed(10);
    expect(most).toBe(25);
    for (const { index, cells } of summary.points) {
      for (const { rule, worstChips } of cells) {
        const own = run.rows.filter((row) => row.point === index && row.rule === rule);
        expect(worstChips.map(({ chip }) => chip)).toEqual(worstOf(own).slice(0, most));
      }
    }
  });

  it('carry the numbers of their rows', () => {
    const [cell] = summary.points[SECOND_POINT].cells;
    expect(new Set(cell.worstChips.map(({ outcome }) => outcome)).size).toBeGreaterThan(1);
    for (const own of cell.worstChips) {
      const row = run.rows.find(
        ({ point, rule, chip }) => point === SECOND_POINT && rule === cell.rule && chip === own.chip,
      )!;
      const { lost } = row.branches;
      expect(own.gainMargin).toBe(lost.stable + lost.unstable + lost.undecided > 0 ? null : row.gainMargin);
      expect(own.lossBeta).toBe(row.lossBeta);
      expect(own.settleTimeMax).toBe(row.settleTimeMax);
      expect(own.energy).toBe(row.energy! / 8);
      expect(own.events).toBe((row.activityEvents! + row.differenceEvents!) / 8);
      const angles = row.angleDeg.filter((angle) => angle !== null);
      expect(own.angleDeg).toBe(row.stable ? Math.max(...angles) : null);
    }
  });

  it('are the same of two parts, merged either way', () => {
    const own = run.rows.filter(({ point, rule, error }) => point === 0 && rule === 'dp' && error === null);
    const rows = liftedColumns(columnsOf(own));
    const of = (from: number, to: number) => {
      const found = new WorstChips(7, 8);
      for (let i = from; i < to; i++) found.add(rows, i);
      return found;
    };
    const all = of(0, own.length).sorted();
    expect(all).toHaveLength(7);
    for (const [first, second] of [
      [of(0, 40), of(40, own.length)],
      [of(40, own.length), of(0, 40)],
    ]) {
      first.merge(second);
      expect(first.sorted()).toEqual(all);
    }
  });

  it('are told apart by how many inputs fail, then by those undecided, before where a branch ends', () => {
    const [row] = run.rows.filter(({ outcomes }) => outcomes.saturated > 0);
    const chipWith = (chip: number, saturated: number, undecided: number, lossBeta: number): TrialRow => {
      const outcomes = { ...noOutcomes(), saturated, undecided, settled: 8 - saturated - undecided };
      return { ...row, chip, outcomes, lossBeta };
    };
    const own = [chipWith(0, 2, 1, 0.5), chipWith(1, 5, 0, 0.9), chipWith(2, 2, 0, 0.1), chipWith(3, 2, 1, 0.4)];
    const rows = liftedColumns(columnsOf(own));
    const found = new WorstChips(4, 8);
    for (let i = 0; i < own.length; i++) found.add(rows, i);
    expect(found.sorted().map(({ chip }) => chip)).toEqual([1, 3, 0, 2]);
  });

  it('are fewer the more points and rules there are, so that a page stays small', async () => {
    expect([1, 16, 17, 100, 400, 401].map(worstListed)).toEqual([25, 25, 23, 4, 1, 0]);
    const many = { path: 'beta', labels: [] as string[], values: [] as number[] };
    for (let value = 1; value <= 50; value++) {
      many.labels.push(String(value));
      many.values.push(value);
    }
    const { manifest, rows } = syntheticRun([ALPHA, many], { chips: 2 });
    expect(
      summaryOf(manifest, rows).points.every(({ cells }) => cells.every((cell) => cell.worstChips.length === 0)),
    ).toBe(true);
  });

  it('are a table whose rows trace them', async () => {
    const { html } = await reportOf(run.manifest, run.rows);
    const { rule, worstChips } = summary.points[SECOND_POINT].cells[0];
    for (const { chip } of worstChips) {
      expect(html).toContain(
        `dyadsim simulate --scenario scenarios/asymmetric-nudging.yaml --point 1 --chip ${chip} --rule ${rule} --trace chip-${chip}.csv</code>`,
      );
    }
  });
});
