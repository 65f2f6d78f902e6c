import type { Circuit, Drive } from '../engine/circuit.ts';
import type { RunResult } from '../engine/run.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { compareGradients, type GradientComparison, GradientSum } from '../learning/gradient.ts';
import type { Probe } from '../network/network.ts';
import { OUTCOMES, type Outcome } from '../vocabulary.ts';
import type { TrialRow } from './row.ts';
import { quantile } from './statistics/quantile.ts';
import { worstGainMargin } from './worst-margin.ts';

type Summary = Omit<TrialRow, 'point' | 'chip' | 'rule' | 'beta' | 'error'>;

/** A row's numbers from the runs of all probes; the three lists go together. */
export function summarize(
  circuit: Circuit,
  probes: readonly Probe[],
  drives: readonly Drive[],
  results: readonly RunResult[],
  acceptedAngle: number,
): Summary {
  const outcomes = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  for (const { outcome } of results) outcomes[outcome]++;
  const stable = outcomes.settled === results.length;
  const settleTimes = results
    .flatMap(({ settleTime }) => (settleTime === null ? [] : [settleTime]))
    .sort((a, b) => a - b);
  const { correct, comparison } = learningOf(circuit, probes, drives, results, stable);
  const { angleDeg, normRatio } = comparison;
  const energies = results.map(({ energy }) => energy);
  return {
    outcomes,
    budgetEnded: results.filter(({ stoppedBy }) => stoppedBy === 'event-budget').length,
    stable,
    aligned: stable && angleDeg.every((angle) => angle !== null && angle <= acceptedAngle),
    settleTimeMedian: settleTimes.length === 0 ? null : quantile(settleTimes, 0.5),
    settleTimeMax: settleTimes.at(-1) ?? null,
    activityEvents: results.reduce((sum, { events }) => sum + events.activity, 0),
    differenceEvents: results.reduce((sum, { events }) => sum + events.difference, 0),
    energy: energies.reduce((sum, energy) => (sum === null || energy === null ? null : sum + energy), 0),
    angleDeg,
    normRatio,
    accuracy: correct / probes.length,
    gainMargin: worstGainMargin(circuit, drives),
  };
}

/** The batch gradient against its reference, both zero on an unstable chip, and how many probes are classified correctly. */
function learningOf(
  circuit: Circuit,
  probes: readonly Probe[],
  drives: readonly Drive[],
  results: readonly RunResult[],
  stable: boolean,
): { correct: number; comparison: GradientComparison } {
  const { layers } = circuit.chip;
  const gradient = new GradientSum(layers);
  const reference = new GradientSum(layers);
  let correct = 0;
  probes.forEach(({ label }, i) => {
    const { input, target, loss, beta } = drives[i];
    const free = referenceGradient(circuit, input, target, loss);
    if (free.output.indexOf(Math.max(...free.output)) === label) correct++;
    if (!stable) return;
    reference.add(free.activity, free.signal, 1);
    gradient.add(results[i].activity, results[i].difference, 1 / beta);
  });
  return { correct, comparison: compareGradients(gradient, reference) };
}
