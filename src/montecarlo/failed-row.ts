import { OUTCOMES, type Outcome } from '../vocabulary.ts';
import type { TrialRow } from './row.ts';

type Address = Pick<TrialRow, 'point' | 'chip' | 'rule' | 'beta'>;

/** The row of a trial that could not be run: it counts no probes, and what would be measured is missing. */
export function failedRow(address: Address, weightLayers: number, error: string): TrialRow {
  const missing = Array.from({ length: weightLayers }, () => null);
  return {
    ...address,
    outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>,
    budgetEnded: 0,
    stable: false,
    aligned: false,
    settleTimeMedian: null,
    settleTimeMax: null,
    activityEvents: 0,
    differenceEvents: 0,
    energy: null,
    angleDeg: missing,
    normRatio: missing,
    accuracy: Number.NaN,
    gainMargin: null,
    error,
  };
}
