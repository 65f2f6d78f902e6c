import type { Circuit } from '../engine/circuit.ts';
import { spectralNormBound } from '../linear/spectral-norm.ts';
import { lagDifference } from './incremental-gains.ts';
import { roundTripRatio } from './round-trip.ts';
import type { SlopeRange } from './slope-range.ts';

/**
 * Whether all trajectories meet because the loop of a chip with one hidden layer is negative feedback: the sign, which norms
 * lose, is kept. Squared error, live, no rails, one array read both ways; docs/stability.md derives it. True for a beta, it
 * is true for every smaller one.
 */
export function negativeFeedbackContracts(circuit: Circuit, slopes: SlopeRange, beta: number): boolean {
  const { layers, forward, feedback, encoder } = circuit.chip;
  if (layers.length !== 3 || feedback[1] !== null) return false;
  const { weights } = forward[1];
  const lag = commonLag(circuit);
  const hidden = throughs(circuit, slopes, lag);
  if (hidden === null) return false;
  const output = outputs(circuit, beta, lag);

  const root = hidden.centre.map(Math.sqrt);
  const sandwich = (gains: Float64Array) => spectralNormBound(weights, gains.map(Math.sqrt), root) ** 2;
  const loop = sandwich(output.negative);
  const astray = sandwich(output.positive) + sandwich(output.error);
  const left = hidden.error.map((error, i) => error / root[i]);
  const whole = output.negative.map((gain, i) => gain + output.positive[i] + output.error[i]);
  const lost =
    spectralNormBound(weights, whole.map(Math.sqrt), left) * spectralNormBound(weights, whole.map(Math.sqrt), root);

  const swing = hidden.swing;
  const ratio = roundTripRatio(loop, encoder.delay / lag);
  return ratio * swing + (1 + ratio) * ((1 + swing) * astray + lost) < 1 - 1e-9;
}

/** Geometric middle of the time constants, s: the lag that all compartments are taken to have, and that errors refer to. */
function commonLag({ chip }: Circuit): number {
  const taus = chip.neurons.flatMap((layer) => (layer === null ? [] : [...layer.tau.plus, ...layer.tau.minus]));
  return Math.sqrt(Math.min(...taus) * Math.max(...taus));
}

/** D to m of the hidden neurons: centre (1 +- swing), and what different lags add; null where it is not positive on the whole. */
function throughs({ chip, nudging }: Circuit, slopes: SlopeRange, lag: number) {
  const { gain, tau, threshold } = chip.neurons[1]!;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[1]!;
  const centre = new Float64Array(gainPlus.length);
  const error = new Float64Array(gainPlus.length);
  let swing = 0;
  for (let i = 0; i < centre.length; i++) {
    const plus = (weightPlus[i] * gain.plus[i] * gainPlus[i]) / threshold.activity[i];
    const minus = (weightMinus[i] * gain.minus[i] * gainMinus[i]) / threshold.activity[i];
    const high = plus * slopes.plus.high[i] - minus * slopes.minus.low[i];
    const low = plus * slopes.plus.low[i] - minus * slopes.minus.high[i];
    centre[i] = (high + low) / 2;
    if (!(centre[i] > 0)) return null;
    swing = Math.max(swing, (high - low) / 2 / centre[i]);
    error[i] = plus * lagDifference(tau.plus[i], lag) + minus * lagDifference(tau.minus[i], lag);
  }
  return { centre, error, swing };
}

/** a to d of the outputs: the parts of its static gain against the nudge and with it, and what different lags add. */
function outputs({ chip, nudging }: Circuit, beta: number, lag: number) {
  const { gain, tau, threshold } = chip.neurons[2]!;
  const { gainPlus, gainMinus } = nudging[2]!;
  const at = (strength: number, i: number) => ({
    plus: (gain.plus[i] * (1 - strength * gainPlus[i])) / threshold.difference[i],
    minus: (gain.minus[i] * (1 + strength * gainMinus[i])) / threshold.difference[i],
  });
  const negative = new Float64Array(gainPlus.length);
  const positive = new Float64Array(gainPlus.length);
  const error = new Float64Array(gainPlus.length);
  for (let i = 0; i < negative.length; i++) {
    const [free, nudged] = [at(0, i), at(beta, i)];
    negative[i] = Math.max(0, nudged.minus - nudged.plus);
    positive[i] = Math.max(0, free.plus - free.minus);
    error[i] =
      Math.max(free.plus, Math.abs(nudged.plus)) * lagDifference(tau.plus[i], lag) +
      nudged.minus * lagDifference(tau.minus[i], lag);
  }
  return { negative, positive, error };
}
