import { UNSCREENED } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { type RowColumns, rowAt } from '../../src/montecarlo/row-columns.ts';
import { readBlocks } from '../../src/store/blocks.ts';
import type { Manifest } from '../../src/store/manifest.ts';

/** A row that needs every column, with values that a careless format loses. */
export function row(overrides: Partial<TrialRow> = {}): TrialRow {
  return {
    point: 0,
    chip: 12,
    rule: 'dp-transpose',
    beta: 0.1 + 0.2,
    engine: 'events',
    ...UNSCREENED,
    outcomes: {
      settled: 5,
      chattering: 1,
      clipped: 2,
      undecided: 3,
      lost: 2,
      slow: 1,
      jumped: 4,
      oscillating: 0,
      saturated: 2,
      diverged: 0,
    },
    deadZone: 4,
    watched: 18,
    left: 7,
    budgetEnded: 1,
    stable: false,
    inRange: false,
    aligned: null,
    branches: {
      stable: { stable: 8, unstable: 1, undecided: 2 },
      conditional: { stable: 0, unstable: 3, undecided: 0 },
      pinned: { stable: 0, unstable: 2, undecided: 0 },
      lost: { stable: 0, unstable: 1, undecided: 1 },
    },
    surprise: 9,
    lossBeta: 0.7,
    certifiedBeta: null,
    failingBeta: 0.1,
    settleTimeMedian: 1.2345678901234567e-4,
    settleTimeMax: 5e-324,
    activityEvents: 2 ** 40 + 1,
    differenceEvents: 0,
    energy: null,
    angleDeg: [null, 12.5, -0],
    normRatio: [null, Number.NaN, Number.POSITIVE_INFINITY],
    differenceError: 1e-3,
    railsNeeded: [-2.5, 7.25],
    accuracy: 0.985,
    gainMargin: null,
    error: null,
    ...overrides,
  };
}

export function rowsOf(columns: RowColumns): TrialRow[] {
  return Array.from({ length: columns.rows }, (_, i) => rowAt(columns, i));
}

/** All rows of a small run. */
export async function readRows(run: string, manifest: Manifest): Promise<TrialRow[]> {
  let rows: TrialRow[] = [];
  await readBlocks(run, manifest, () => {
    rows = [];
    return (columns) => rows.push(...rowsOf(columns));
  });
  return rows;
}
