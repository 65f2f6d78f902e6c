import type { TrialRow } from '../../src/montecarlo/row.ts';

/** A row that needs every column, with values that a careless format loses. */
export function row(overrides: Partial<TrialRow> = {}): TrialRow {
  return {
    point: 3,
    chip: 12,
    rule: 'dp-transpose',
    beta: 0.1 + 0.2,
    outcomes: { settled: 5, slow: 1, oscillating: 0, saturated: 2, diverged: 0 },
    budgetEnded: 1,
    stable: false,
    aligned: false,
    settleTimeMedian: 1.2345678901234567e-4,
    settleTimeMax: 5e-324,
    activityEvents: 2 ** 40 + 1,
    differenceEvents: 0,
    energy: null,
    angleDeg: [null, 12.5, -0],
    normRatio: [null, Number.NaN, Number.POSITIVE_INFINITY],
    accuracy: 0.985,
    gainMargin: null,
    error: null,
    ...overrides,
  };
}
