import type { Circuit, Drive } from '../engine/circuit.ts';
import type { RunResult } from '../engine/run.ts';
import { compareGradients, type GradientComparison, GradientSum } from '../learning/gradient.ts';
import type { Reference } from './chip-on-trial.ts';
import { noBranches, noOutcomes } from './failed-row.ts';
import { joinSamples } from './join-samples.ts';
import type { TrialRow } from './row.ts';
import { quantile } from './statistics/quantile.ts';
import { worstGainMargin } from './worst-margin.ts';

type Summary = Omit<TrialRow, 'point' | 'chip' | 'rule' | 'beta' | 'error'>;

/** A row's numbers from the runs of all probes; the two lists go together. */
export function summarize(
  circuit: Circuit,
  drives: readonly Drive[],
  results: readonly RunResult[],
  reference: Reference,
  acceptedAngle: number,
): Summary {
  const outcomes = noOutcomes();
  for (const { outcome } of results) outcomes[outcome]++;
  const stable = outcomes.settled === results.length;
  const settleTimes = results
    .flatMap(({ settleTime }) => (settleTime === null ? [] : [settleTime]))
    .sort((a, b) => a - b);
  const { angleDeg, normRatio } = stable ? learningOf(circuit, drives, results, reference) : noGradient(circuit);
  const energies = results.map(({ energy }) => energy);
  return {
    outcomes,
    deadZone: 0,
    watched: 0,
    left: 0,
    budgetEnded: results.filter(({ stoppedBy }) => stoppedBy === 'event-budget').length,
    stable,
    inRange: stable,
    aligned: stable && angleDeg.every((angle) => angle !== null && angle <= acceptedAngle),
    branches: noBranches(),
    surprise: null,
    lossBeta: null,
    certifiedBeta: null,
    failingBeta: null,
    settleTimeMedian: settleTimes.length === 0 ? null : quantile(settleTimes, 0.5),
    settleTimeMax: settleTimes.at(-1) ?? null,
    activityEvents: results.reduce((sum, { events }) => sum + events.activity, 0),
    differenceEvents: results.reduce((sum, { events }) => sum + events.difference, 0),
    energy: energies.reduce((sum, energy) => (sum === null || energy === null ? null : sum + energy), 0),
    angleDeg,
    normRatio,
    differenceError: null,
    railsNeeded: null,
    accuracy: reference.correct / drives.length,
    gainMargin: worstGainMargin(circuit, drives),
  };
}

/** The batch gradient of a stable chip against its reference. */
function learningOf(
  { chip }: Circuit,
  drives: readonly Drive[],
  results: readonly RunResult[],
  reference: Reference,
): GradientComparison {
  const gradient = new GradientSum(chip.layers);
  const activity = chip.layers.map((_, k) => joinSamples(results.map((result) => result.activity[k])));
  const difference = chip.layers.map((_, k) =>
    k === 0 ? null : joinSamples(results.map((result) => result.difference[k]!)),
  );
  gradient.add(activity, difference, 1 / drives[0].beta);
  return compareGradients(gradient, reference.gradient);
}

/** An unstable chip has none. */
function noGradient({ chip }: Circuit): GradientComparison {
  const missing = chip.forward.map(() => null);
  return { angleDeg: missing, normRatio: missing };
}
