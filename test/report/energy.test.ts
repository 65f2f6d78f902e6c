import { describe, expect, it } from 'vitest';
import { columnsOf, rowAt } from '../../src/montecarlo/row-columns.ts';
import { fromParquet, toParquet } from '../../src/store/parquet-columns.ts';
import { reportOf, summaryOf } from './reports.ts';
import { syntheticRun } from './synthetic-run.ts';

const run = syntheticRun();
const PROBES = run.manifest.scenario.probes;
/** At the first point the error is held: of every chip's energy a quarter is spent before nudging. */
const held = run.rows.map((row) =>
  row.point === 0 && row.energy !== null ? { ...row, freeEnergy: row.energy / 4 } : row,
);

describe('energies in a report', () => {
  it('of an inference is the part before nudging, of an update all; the same where one phase gives both', () => {
    const { points } = summaryOf(run.manifest, held);
    const [two, one] = points.map(({ cells: [cell] }) => cell);
    expect(two.energyPerInference!.median).toBeCloseTo(two.energyPerUpdate!.median / 4, 20);
    expect(two.energyPerInference!.n).toBe(two.energyPerUpdate!.n);
    expect(one.energyPerInference).toEqual(one.energyPerUpdate);
    const own = held.filter(({ point, rule, energy }) => point === 1 && rule === 'dp' && energy !== null);
    const means = own.map(({ energy }) => energy! / PROBES).sort((a, b) => a - b);
    expect(one.energyPerUpdate!.n).toBe(means.length);
    expect(one.energyPerUpdate!.median).toBeGreaterThanOrEqual(means[Math.floor((means.length - 1) / 2)]);
    expect(one.energyPerUpdate!.median).toBeLessThanOrEqual(means[Math.ceil((means.length - 1) / 2)]);
  });

  it('stand in the table of yields, each under its name', async () => {
    const { markdown } = await reportOf(run.manifest, held);
    expect(markdown).toContain('| energy of an inference | energy of an update |');
    expect(markdown).toContain('pulses that change weights are not in it');
  });

  it('of rows with and without a free phase are kept in one file', () => {
    const parts = [columnsOf(held.slice(0, 3)), columnsOf(run.rows.slice(0, 2))];
    const columns = new Map(
      toParquet(parts, run.manifest.points).map(({ name, data }) => [name, [data as ArrayLike<unknown>]]),
    );
    const rows = fromParquet(columns, 5);
    expect([0, 1, 2, 3, 4].map((i) => rowAt(rows, i).freeEnergy)).toEqual([
      ...held.slice(0, 3).map(({ freeEnergy }) => freeEnergy),
      undefined,
      undefined,
    ]);
    expect(held.slice(0, 3).some(({ freeEnergy }) => freeEnergy !== undefined)).toBe(true);
    const without = toParquet([parts[1]], run.manifest.points).map(({ name }) => name);
    expect(without).not.toContain('freeEnergy');
  });
});
