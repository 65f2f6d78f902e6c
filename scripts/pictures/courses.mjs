import { analyzeLoop } from '../../dist/analysis/analyze-loop.js';
import { chain, course, driveOf, ending, TAU } from './chain.mjs';
import { curve, drawCourses } from './drawing.mjs';

const SENT = { stairs: true, width: 1.2 };

/** Both compartments of a dyad, and what it sends up and down. */
export function settlingDyad(id) {
  const circuit = chain({ rule: 'dp-transpose', alpha: 0.25, threshold: 0.05, delay: 0.02 * TAU });
  const drive = driveOf(0.8, 1);
  const { outcome, settleTime, events } = ending(circuit, drive);
  const values = course(circuit, drive, 8, 400);
  const { plus, minus } = values.at(-1);
  return drawCourses(id, {
    title: 'A dyad settles',
    note:
      'The hidden neuron of a linear 1-1-1 chain under DP-transpose, alpha 0.25, beta 0.8, thresholds 0.05 (coarse, to be ' +
      `seen). It is ${outcome} after ${(settleTime / TAU).toFixed(1)} tau, when the last of the chain’s ` +
      `${events.activity + events.difference} events has been sent.`,
    alt: `v plus ends at ${plus.toFixed(2)}, v minus at ${minus.toFixed(2)}; m and d follow in steps of 0.05.`,
    y: 'full scales',
    domain: [0, 1],
    curves: [
      curve('v plus', values, 'plus', 'dp'),
      curve('v minus', values, 'minus', 'dpTranspose', { dash: [6, 3] }),
      curve('m sent up', values, 'activity', 'text', SENT),
      curve('d sent down', values, 'difference', 'muted', { ...SENT, dash: [2, 2] }),
    ],
  });
}

const RAILS = [-1.5, 1.5];

/** Runs of the chain at multiples of the critical beta of DP, which the analysis finds. */
function aroundTheLimit({ alpha, delay, target, threshold, end, runs }) {
  const circuit = (rule, rails) => chain({ rule, alpha, threshold, delay, rails });
  const loop = analyzeLoop(circuit('dp', null), driveOf(1, target));
  const results = runs.map(({ rule = 'dp', times, rails = null }) => {
    const one = circuit(rule, rails);
    const drive = driveOf(times * loop.criticalBeta, target);
    const values = course(one, drive, end, 600).map((at) => ({ time: at.time, mean: mean(alpha, at) }));
    return { outcome: ending(one, drive).outcome, values };
  });
  return { loop, results };
}

function mean(alpha, { plus, minus }) {
  return alpha * plus + (1 - alpha) * minus;
}

/** Positive feedback beyond its limit, next to what stays below it. */
export function runaway(id) {
  const { loop, results } = aroundTheLimit({
    alpha: 0,
    delay: 0.02 * TAU,
    target: 0.6,
    threshold: 0.001,
    end: 60,
    runs: [{ times: 0.9 }, { times: 1.1 }, { times: 1.1, rails: RAILS }, { times: 1.1, rule: 'dp-transpose' }],
  });
  const [below, above, railed, transpose] = results;
  return drawCourses(id, {
    title: 'A runaway',
    note:
      'Activity m of the hidden neuron of a linear 1-1-1 chain, alpha 0. Critical beta of DP, predicted: ' +
      `${loop.criticalBeta.toFixed(4)}; the feedback is positive, so neither tau nor delay matters.`,
    alt: 'DP settles at 0.9 of its critical beta, falls without end at 1.1, and comes to rest where rails pin the output; DP-transpose settles.',
    y: 'm, full scales',
    domain: [-2, 1],
    curves: [
      curve(`DP at 0.9 of the critical beta: ${below.outcome}`, below.values, 'mean', 'dp', { dash: [6, 3] }),
      curve(`DP at 1.1: ${above.outcome}`, above.values, 'mean', 'dp'),
      curve(`DP at 1.1 with rails: ${railed.outcome}`, railed.values, 'mean', 'saturated', { dash: [9, 3, 2, 3] }),
      curve(`DP-transpose at 1.1: ${transpose.outcome}`, transpose.values, 'mean', 'dpTranspose', { dash: [2, 2] }),
    ],
  });
}

/** Negative feedback with delay beyond its limit, next to what stays below it. */
export function oscillation(id) {
  const { loop, results } = aroundTheLimit({
    alpha: 1,
    delay: 0.5 * TAU,
    target: 0.6,
    threshold: 0.005,
    end: 60,
    runs: [{ times: 0.8 }, { times: 1.2, rails: RAILS }, { times: 1.2, rule: 'dp-transpose' }],
  });
  const [below, above, transpose] = results;
  const period = (2 * Math.PI) / loop.angularFrequency / TAU;
  return drawCourses(id, {
    title: 'An oscillation',
    note:
      'The same chain at alpha 1 with a delay of tau/2 a hop: negative feedback that comes too late. Predicted: critical ' +
      `beta ${loop.criticalBeta.toFixed(2)}, period ${period.toFixed(1)} tau there.`,
    alt: 'At 0.8 of the critical beta the ringing dies out; at 1.2 it goes on between the rails of the output; DP-transpose does not ring.',
    y: 'm, full scales',
    domain: [-0.5, 1.5],
    curves: [
      curve(`DP at 1.2 of the critical beta, with rails: ${above.outcome}`, above.values, 'mean', 'dp', { width: 1.4 }),
      curve(`DP at 0.8: ${below.outcome}`, below.values, 'mean', 'diverged', { dash: [6, 3] }),
      curve(`DP-transpose at 1.2: ${transpose.outcome}`, transpose.values, 'mean', 'dpTranspose', { dash: [2, 2] }),
    ],
  });
}
