import { certifiedEverywhere } from '../analysis/certified-beta.ts';
import { firstLoss } from '../analysis/outlook.ts';
import type { Scenario } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { compareGradients, type GradientComparison, GradientSum, readOf } from '../learning/gradient.ts';
import type { RequestedMetric } from '../model/metrics.ts';
import { isStable } from '../model/outcomes.ts';
import { sumUnlessMissing } from '../model/sum-unless-missing.ts';
import type { Presentation } from '../verdict/run-result.ts';
import type { Reference } from './chip-on-trial.ts';
import { noBranches, noOutcomes, type UNSCREENED } from './failed-row.ts';
import { joinSamples } from './join-samples.ts';
import type { TrialRow } from './row.ts';
import { smallest } from './smallest.ts';
import { quantile } from './statistics/quantile.ts';

type Summary = Omit<
  TrialRow,
  'point' | 'chip' | 'rule' | 'beta' | 'engine' | 'failingBeta' | 'error' | keyof typeof UNSCREENED | RequestedMetric
>;

/** A row's numbers from the runs of all probes; the two lists go together. */
export function summarize(
  circuit: Circuit,
  drives: readonly Drive[],
  results: readonly Presentation[],
  reference: Reference,
  { accept, follow }: Pick<Scenario, 'accept' | 'follow'>,
): Summary {
  const failed = results.find(({ outlook }) => outlook.failure !== null);
  if (failed !== undefined) throw failed.outlook.failure;
  const outcomes = noOutcomes();
  for (const { outcome } of results) outcomes[outcome]++;
  const stable = allStable(results);
  const unlessUnknown = (holds: boolean) => (stable === null ? null : holds);
  const settleTimes = results
    .flatMap(({ settleTime }) => (settleTime === null ? [] : [settleTime]))
    .sort((a, b) => a - b);
  const { angleDeg, normRatio } =
    stable === true ? learningOf(circuit, drives, results, reference) : noGradient(circuit);
  // Before the branches are followed further.
  const gainMargin = smallest(results.map(({ outlook }) => outlook.gainMargin));
  return {
    outcomes,
    deadZone: results.filter(({ deadZone }) => deadZone).length,
    watched: results.filter(({ watch }) => watch !== null).length,
    left: results.filter(({ watch }) => watch !== null && watch.left !== null).length,
    budgetEnded: results.filter(({ stoppedBy }) => stoppedBy === 'event-budget').length,
    stable,
    inRange: outcomes.clipped > 0 ? false : stable,
    aligned: unlessUnknown(stable === true && angleDeg.every((angle) => angle !== null && angle <= accept.angleDeg)),
    ...foretold(results),
    lossBeta: firstLoss(
      results.map(({ outlook }) => outlook),
      follow * drives[0].beta,
    ),
    certifiedBeta: certifiedEverywhere(circuit, drives[0].loss, drives[0].nudge),
    settleTimeMedian: settleTimes.length === 0 ? null : quantile(settleTimes, 0.5),
    settleTimeMax: settleTimes.at(-1) ?? null,
    activityEvents: sumUnlessMissing(results.map(({ events }) => events?.activity ?? null)),
    differenceEvents: sumUnlessMissing(results.map(({ events }) => events?.difference ?? null)),
    energy: sumUnlessMissing(results.map(({ energy }) => energy)),
    ...freePhase(results),
    angleDeg,
    normRatio,
    differenceError: differenceError(results),
    railsNeeded: railsNeeded(results),
    accuracy: reference.correct / drives.length,
    gainMargin,
  };
}

/** Whether all runs ended in stable words; null: none in an unstable one, some undecided. */
function allStable(results: readonly Presentation[]): boolean | null {
  const words = results.map(({ outcome }) => isStable(outcome));
  if (words.includes(false)) return false;
  return words.includes(null) ? null : true;
}

/** Runs by what their branch foretold, and the first that ended otherwise. */
function foretold(results: readonly Presentation[]): Pick<TrialRow, 'branches' | 'surprise'> {
  const branches = noBranches();
  let surprise: number | null = null;
  results.forEach(({ outcome, outlook: { fate } }, probe) => {
    const stable = isStable(outcome);
    branches[fate!][stable === null ? 'undecided' : stable ? 'stable' : 'unstable']++;
    const expected = fate === 'pinned' ? null : fate !== 'lost';
    if (surprise === null && expected !== null && stable !== null && stable !== expected) surprise = probe;
  });
  return { branches, surprise };
}

/** Root mean square of the standard errors of all d; null without noise. */
function differenceError(results: readonly Presentation[]): number | null {
  let sum = 0;
  let count = 0;
  for (const { watch } of results) {
    for (const errors of watch?.standardErrors?.difference ?? []) {
      for (const error of errors) sum += error * error;
      count += errors.length;
    }
  }
  return count === 0 ? null : Math.sqrt(sum / count);
}

/** Only of chips that have one. */
function freePhase(results: readonly Presentation[]): Pick<TrialRow, 'freeEnergy'> {
  const freeEnergy = sumUnlessMissing(results.map((result) => result.freeEnergy));
  return freeEnergy === null ? {} : { freeEnergy };
}

function railsNeeded(results: readonly Presentation[]): readonly [number, number] | null {
  const needed = results.flatMap(({ railsNeeded }) => (railsNeeded === null ? [] : [railsNeeded]));
  if (needed.length === 0) return null;
  return [Math.min(...needed.map(([low]) => low)), Math.max(...needed.map(([, high]) => high))];
}

/** The batch gradient of a stable chip against its reference. */
function learningOf(
  { chip }: Circuit,
  drives: readonly Drive[],
  results: readonly Presentation[],
  reference: Reference,
): GradientComparison {
  const gradient = new GradientSum(chip.layers, chip.connections);
  const activity = chip.layers.map((_, k) => joinSamples(results.map((result) => result.activity[k])));
  const difference = chip.layers.map((_, k) =>
    k === 0 ? null : joinSamples(results.map((result) => result.difference[k]!)),
  );
  gradient.add(readOf(chip, activity), difference, 1 / drives[0].beta);
  return compareGradients(gradient, reference.gradient);
}

/** An unstable chip has none. */
function noGradient({ chip }: Circuit): GradientComparison {
  const missing = chip.forward.map(() => null);
  return { angleDeg: missing, normRatio: missing };
}
