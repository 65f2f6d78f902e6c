import { OUTCOMES, type Outcome } from '../model/outcomes.ts';
import { BRANCH_FATES, type BranchFate } from '../model/vocabulary.ts';
import type { Ended, TrialRow } from './row.ts';

type Address = Pick<TrialRow, 'point' | 'chip' | 'rule' | 'beta' | 'engine'>;

/** Of a row that screening has nothing to do with. */
export const UNSCREENED = {
  near: false,
  sampled: false,
  foretoldStable: null,
  foretoldInRange: null,
  foretoldAligned: null,
} as const satisfies Partial<TrialRow>;

/** The row of a trial that could not be run: it counts no probes, and what would be measured is missing. */
export function failedRow(address: Address, weightLayers: number, error: string): TrialRow {
  const missing = Array.from({ length: weightLayers }, () => null);
  return {
    ...address,
    ...UNSCREENED,
    outcomes: noOutcomes(),
    deadZone: 0,
    watched: 0,
    left: 0,
    budgetEnded: 0,
    stable: null,
    inRange: null,
    aligned: null,
    branches: noBranches(),
    surprise: null,
    lossBeta: null,
    certifiedBeta: null,
    failingBeta: null,
    settleTimeMedian: null,
    settleTimeMax: null,
    activityEvents: null,
    differenceEvents: null,
    energy: null,
    angleDeg: missing,
    normRatio: missing,
    differenceError: null,
    railsNeeded: null,
    accuracy: Number.NaN,
    gainMargin: null,
    error,
  };
}

/** Zeros to count outcomes into. */
export function noOutcomes(): Record<Outcome, number> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
}

/** Zeros to count branches into. */
export function noBranches(): Record<BranchFate, { -readonly [K in keyof Ended]: number }> {
  const none = () => ({ stable: 0, unstable: 0, undecided: 0 });
  return Object.fromEntries(BRANCH_FATES.map((fate) => [fate, none()])) as ReturnType<typeof noBranches>;
}
