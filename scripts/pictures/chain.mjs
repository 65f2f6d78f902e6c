import { EventLoop } from '../../dist/engine/event-loop.js';
import { circuitOf } from '../../dist/learning/rules.js';
import { simulate } from '../../dist/verdict/simulate.js';

/** Membrane time constant of the chain, s. */
export const TAU = 1e-5;

/** An ideal chain of one input, one hidden and one output neuron with weights 0.7 and 0.8, linear, without spreads. */
export function chain({ rule, alpha, threshold, delay, rails = null }) {
  const one = (value) => Float64Array.of(value);
  const pair = (value) => ({ plus: one(value), minus: one(value) });
  const neurons = {
    alpha: one(alpha),
    tau: pair(TAU),
    gain: pair(1),
    offset: pair(0),
    nudgeGain: pair(1),
    meanWeight: pair(1),
    threshold: { activity: one(1), difference: one(1) },
    autoZero: null,
  };
  const chip = {
    name: 'chain',
    layers: [1, 1, 1],
    activation: 'identity',
    forward: [0.7, 0.8].map((weight) => ({ weights: one(weight), bias: one(0) })),
    feedback: [null, null],
    neurons: [null, neurons, neurons],
    encoder: { activityThreshold: threshold, differenceThreshold: threshold, delay, jitter: 0 },
    rails,
    noise: null,
    energy: null,
  };
  return circuitOf(chip, rule);
}

export function driveOf(beta, target) {
  return { input: Float64Array.of(1), target: Float64Array.of(target), loss: 'squared-error', beta, nudge: 'live' };
}

/** What the whole run is: outcome, settling time and events. */
export function ending(circuit, drive) {
  return simulate(circuit, drive, { horizon: 500 * TAU, maxEvents: 1e6 });
}

/** The hidden neuron at `count` equal steps up to `end` (in tau): time, v of both compartments, and m and d as sent. */
export function course(circuit, drive, end, count) {
  const loop = new EventLoop(circuit, TAU);
  const layer = loop.state.layers[1];
  loop.reset(drive, null, null);
  loop.state.startNudging();
  loop.passAll();
  return Array.from({ length: count + 1 }, (_, step) => {
    const time = (step * end) / count;
    loop.advance(time * TAU, Number.POSITIVE_INFINITY);
    // No event is before it any more.
    loop.wait(time * TAU - loop.time);
    loop.passAll();
    const plus = limited(layer.plus.x[0], circuit.chip.rails);
    const minus = limited(layer.minus.x[0], circuit.chip.rails);
    return { time, plus, minus, activity: layer.sentActivity[0], difference: layer.sentDifference[0] };
  });
}

function limited(v, rails) {
  return rails === null ? v : Math.min(rails[1], Math.max(rails[0], v));
}
