import type { TrialRow } from '../montecarlo/row.ts';
import { clusterInterval } from '../montecarlo/statistics/clusters.ts';
import { yieldByInputs } from '../montecarlo/statistics/inputs.ts';
import { limitQuantiles } from '../montecarlo/statistics/limits.ts';
import { quantilesOf } from '../montecarlo/statistics/quantile.ts';
import { isStable, OUTCOMES, type Rule } from '../vocabulary.ts';
import {
  type CellSummary,
  CHIP_OUTCOMES,
  type ChipOutcome,
  type InputsSummary,
  type LeftSummary,
  LOSS_SEARCHED,
  type RailsNeeded,
} from './summary-cell.ts';
import { type ChipRows, worstAngle } from './trials.ts';
import { yieldOf } from './yield.ts';

const EXAMPLES = 20;

/** Numbers of one rule at one point. */
export function cellSummary(rule: Rule, chipRows: ChipRows, probes: number): CellSummary {
  const rows = [...chipRows.values()];
  const run = rows.filter((row) => row.error === null);
  const stable = run.filter((row) => row.stable);
  const layers = stable.length === 0 ? 0 : stable[0].angleDeg.length;
  const settleTimesMax = present(run.map((row) => row.settleTimeMax));
  return {
    rule,
    chips: rows.length,
    refused: rows.length - run.length,
    stable: yieldOf(rows, (row) => row.stable),
    inRange: yieldOf(rows, (row) => row.inRange),
    aligned: yieldOf(rows, (row) => row.aligned),
    chipOutcomes: tally(CHIP_OUTCOMES, (outcome) => rows.filter((row) => worstOutcome(row) === outcome).length),
    probeOutcomes: tally(OUTCOMES, (outcome) => sum(run.map((row) => row.outcomes[outcome]))),
    deadZone: sum(run.map((row) => row.deadZone)),
    budgetEnded: sum(run.map((row) => row.budgetEnded)),
    left: leftOf(run),
    inputs: inputsOf(run, probes),
    angleDeg: quantilesOf(present(stable.map(worstAngle))),
    layers: Array.from({ length: layers }, (_, layer) => ({
      angleDeg: quantilesOf(present(stable.map((row) => row.angleDeg[layer]))),
      normRatio: quantilesOf(present(stable.map((row) => row.normRatio[layer]))),
    })),
    settleTime: quantilesOf(present(run.map((row) => row.settleTimeMedian))),
    settleTimeMax: settleTimesMax.length === 0 ? null : largest(settleTimesMax),
    events: quantilesOf(run.map((row) => (row.activityEvents + row.differenceEvents) / probes)),
    energy: quantilesOf(present(run.map((row) => row.energy)).map((energy) => energy / probes)),
    accuracy: quantilesOf(run.map((row) => row.accuracy)),
    differenceError: quantilesOf(present(run.map((row) => row.differenceError))),
    gainMargin: quantilesOf(present(run.map((row) => row.gainMargin))),
    marginBelowOne: run.filter((row) => row.gainMargin !== null && row.gainMargin < 1).length,
    lostBranch: run.filter(({ branches: { lost } }) => lost.stable + lost.unstable + lost.undecided > 0).length,
    lossBeta: limitQuantiles(run.map((row) => row.lossBeta)),
    lossFactor: quantilesOf(run.map(({ lossBeta, beta }) => (lossBeta === null ? LOSS_SEARCHED : lossBeta / beta))),
    certifiedBeta: limitQuantiles(run.map((row) => row.certifiedBeta)),
    failingBeta: limitQuantiles(run.map((row) => row.failingBeta)),
    railsNeeded: railsOf(run),
    unstableChips: run
      .filter((row) => row.stable === false)
      .slice(0, EXAMPLES)
      .map((row) => row.chip),
  };
}

/** The worst outcome of a chip's probes, in the order of severity of the vocabulary. */
export function worstOutcome(row: TrialRow): ChipOutcome {
  if (row.error !== null) return 'refused';
  return OUTCOMES.findLast((outcome) => row.outcomes[outcome] > 0) ?? 'settled';
}

function leftOf(run: readonly TrialRow[]): LeftSummary | null {
  const clusters = run
    .filter(({ watched }) => watched > 0)
    .map(({ left, watched }) => ({ part: left, whole: watched }));
  if (clusters.length === 0) return null;
  const left = sum(clusters.map(({ part }) => part));
  const watched = sum(clusters.map(({ whole }) => whole));
  return { left, watched, chips: clusters.length, fraction: left / watched, interval: clusterInterval(clusters) };
}

function inputsOf(run: readonly TrialRow[], probes: number): InputsSummary | null {
  const chips = run.map(({ outcomes }) => ({
    failing: sum(OUTCOMES.filter((outcome) => isStable(outcome) === false).map((outcome) => outcomes[outcome])),
    undecided: outcomes.undecided,
  }));
  const low = quantilesOf(chips.map(({ failing }) => failing / probes));
  const high = quantilesOf(chips.map(({ failing, undecided }) => (failing + undecided) / probes));
  if (low === null || high === null) return null;
  const kinds = new Map<string, { failing: number; undecided: number; chips: number }>();
  for (const { failing, undecided } of chips) {
    const kind = kinds.get(`${failing} ${undecided}`) ?? { failing, undecided, chips: 0 };
    kind.chips++;
    kinds.set(`${failing} ${undecided}`, kind);
  }
  return {
    tried: probes,
    curve: yieldByInputs(chips, probes),
    failing: {
      low,
      high,
      worst: [
        largest(chips.map(({ failing }) => failing / probes)),
        largest(chips.map(({ failing, undecided }) => (failing + undecided) / probes)),
      ],
    },
    chips: [...kinds.values()].sort((a, b) => a.failing - b.failing || a.undecided - b.undecided),
  };
}

function railsOf(run: readonly TrialRow[]): RailsNeeded | null {
  const needed = present(run.map(({ railsNeeded }) => railsNeeded));
  const lows = needed.map(([low]) => low);
  const highs = needed.map(([, high]) => high);
  const [low, high] = [quantilesOf(lows), quantilesOf(highs)];
  if (low === null || high === null) return null;
  return { chips: needed.length, low, high, enough: [-largest(lows.map((value) => -value)), largest(highs)] };
}

function tally<K extends string>(keys: readonly K[], count: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, count(key)])) as Record<K, number>;
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
