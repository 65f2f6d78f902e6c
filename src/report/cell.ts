import type { TrialRow } from '../montecarlo/row.ts';
import { proportion } from '../montecarlo/statistics/proportion.ts';
import { quantilesOf } from '../montecarlo/statistics/quantile.ts';
import { OUTCOMES, type Rule } from '../vocabulary.ts';
import { type CellSummary, CHIP_OUTCOMES, type ChipOutcome } from './summary.ts';
import { type ChipRows, isAligned, isStable, worstAngle } from './trials.ts';

const EXAMPLES = 20;

/** Numbers of one rule at one point. */
export function cellSummary(rule: Rule, chipRows: ChipRows, probes: number): CellSummary {
  const rows = [...chipRows.values()];
  const run = rows.filter((row) => row.error === null);
  const stable = rows.filter(isStable);
  const settleTimesMax = present(run.map((row) => row.settleTimeMax));
  const unstable = rows.filter((row) => !isStable(row));
  const layers = stable.length === 0 ? 0 : stable[0].angleDeg.length;
  return {
    rule,
    chips: rows.length,
    errors: rows.length - run.length,
    stable: proportion(stable.length, rows.length),
    aligned: proportion(rows.filter(isAligned).length, rows.length),
    chipOutcomes: tally(CHIP_OUTCOMES, (outcome) => rows.filter((row) => worstOutcome(row) === outcome).length),
    probeOutcomes: tally(OUTCOMES, (outcome) => sum(run.map((row) => row.outcomes[outcome]))),
    budgetEnded: sum(run.map((row) => row.budgetEnded)),
    angleDeg: quantilesOf(present(stable.map(worstAngle))),
    layers: Array.from({ length: layers }, (_, layer) => ({
      angleDeg: quantilesOf(present(stable.map((row) => row.angleDeg[layer]))),
      normRatio: quantilesOf(present(stable.map((row) => row.normRatio[layer]))),
    })),
    settleTime: quantilesOf(present(run.map((row) => row.settleTimeMedian))),
    settleTimeMax: settleTimesMax.length === 0 ? null : settleTimesMax.reduce((a, b) => Math.max(a, b)),
    events: quantilesOf(run.map((row) => (row.activityEvents + row.differenceEvents) / probes)),
    energy: quantilesOf(present(run.map((row) => row.energy)).map((energy) => energy / probes)),
    accuracy: quantilesOf(run.map((row) => row.accuracy)),
    gainMargin: quantilesOf(present(run.map((row) => row.gainMargin))),
    predictedUnstable: run.filter((row) => row.gainMargin !== null && row.gainMargin < 1).length,
    unstableChips: unstable.slice(0, EXAMPLES).map((row) => row.chip),
  };
}

/** The worst outcome of a chip's probes, in the order of severity of the vocabulary. */
export function worstOutcome(row: TrialRow): ChipOutcome {
  if (row.error !== null) return 'error';
  return OUTCOMES.findLast((outcome) => row.outcomes[outcome] > 0) ?? 'settled';
}

function tally<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
}

function present(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
