import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { fixedPoint } from '../../src/learning/fixed-point.ts';
import { GradientSum } from '../../src/learning/gradient.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Rule } from '../../src/model/rules.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

const LAYERS = [4, 6, 5, 3];

export interface SmallNetwork {
  readonly activation: Activation;
  readonly alpha: number;
  readonly seed: number;
}

/** A chip on which nothing varies, with random weights, wired for a rule. */
export function smallCircuit(rule: Rule, { activation, alpha, seed }: SmallNetwork): Circuit {
  const draw = stream('paper', seed);
  const forward = LAYERS.slice(1).map((n, k) => ({
    weights: Float64Array.from({ length: n * LAYERS[k] }, () => normal(draw) / Math.sqrt(LAYERS[k])),
    bias: Float64Array.from({ length: n }, () => 0.3 * normal(draw)),
  }));
  const all = (n: number, value: number) => new Float64Array(n).fill(value);
  const both = (n: number, value: number) => ({ plus: all(n, value), minus: all(n, value) });
  const neurons = LAYERS.map((n, k) =>
    k === 0
      ? null
      : {
          alpha: all(n, alpha),
          tau: both(n, 1e-5),
          gain: both(n, 1),
          offset: both(n, 0),
          nudgeGain: both(n, 1),
          meanWeight: both(n, 1),
          threshold: { activity: all(n, 1), difference: all(n, 1) },
          autoZero: null,
        },
  );
  const chip = {
    name: 'paper',
    layers: LAYERS,
    activation,
    forward,
    feedback: LAYERS.slice(1).map(() => null),
    neurons,
    encoder: { activityThreshold: 1e-3, differenceThreshold: 1e-3, delay: 0, jitter: 0 },
    rails: null,
    noise: null,
    energy: null,
  };
  return circuitOf(chip, rule);
}

export function driveOf(seed: number, beta: number): Drive {
  const draw = stream('paper', 'drive', seed);
  const input = Float64Array.from({ length: LAYERS[0] }, draw);
  const target = Float64Array.from({ length: LAYERS[LAYERS.length - 1] }, (_, i) => (i === seed % 3 ? 1 : 0));
  return { input, target, loss: 'squared-error', beta, nudge: 'live' };
}

/** The update of a rule at rest, in the direction of descent. */
export function updateOf(circuit: Circuit, drive: Drive): Float64Array {
  const { activity, difference, converged } = fixedPoint(circuit, drive, {
    iterations: 5000,
    order: 'forward',
    tolerance: 1e-15,
  });
  if (!converged) throw new Error('a small network did not converge');
  return summed(activity, difference, 1 / drive.beta);
}

/** Minus the gradient of the loss at the free response. */
export function descentOf(circuit: Circuit, { input, target, loss }: Drive): Float64Array {
  const { activity, signal } = referenceGradient(circuit, input, target, loss);
  return summed(activity, signal, 1);
}

function summed(
  activity: readonly Float64Array[],
  signal: readonly (Float64Array | null)[],
  factor: number,
): Float64Array {
  const gradient = new GradientSum(LAYERS);
  gradient.add(activity, signal, factor);
  return Float64Array.from(gradient.layers.flatMap((layer) => [...layer]));
}

/**
 * The objective whose gradient an update of DP follows to first order in beta: l + beta (1 - 2 alpha)/2 sum over hidden k of
 * g_k^T phi' g_k, g_k = dl/ds_k, for a live error and a linear output; the paper has the limit alone.
 */
export function firstOrderObjective(circuit: Circuit, { input, target, loss, beta }: Drive, alpha: number): number {
  const { chip } = circuit;
  const { output, signal } = referenceGradient(circuit, input, target, loss);
  const free = freeResponse(circuit, input);
  let value = 0;
  for (let i = 0; i < output.length; i++) value += (output[i] - target[i]) ** 2 / 2;
  const last = chip.layers.length - 1;
  for (let k = 1; k < last; k++) {
    const own = signal[k]!;
    for (let i = 0; i < own.length; i++) {
      // signal = phi' g; g^T phi' g = signal^2 / phi'.
      const s = free.state[k]!.plus[i];
      const slope = chip.activation === 'tanh' ? 1 - s * s : s > 0 ? 1 : 0;
      if (slope > 0) value += ((beta * (1 - 2 * alpha)) / 2) * (own[i] ** 2 / slope);
    }
  }
  return value;
}

/** Minus the gradient of a function of the weights and biases, by central differences. */
export function numericalDescent(circuit: Circuit, of: (circuit: Circuit) => number): Float64Array {
  const step = 1e-5;
  const { forward } = circuit.chip;
  return Float64Array.from(
    forward.flatMap(({ weights, bias }) => {
      const columns = weights.length / bias.length;
      const slope = (values: Float64Array, at: number) => {
        const kept = values[at];
        values[at] = kept + step;
        const up = of(circuit);
        values[at] = kept - step;
        const down = of(circuit);
        values[at] = kept;
        return (down - up) / (2 * step);
      };
      return Array.from({ length: bias.length }, (_, i) => [
        ...Array.from({ length: columns }, (_, j) => slope(weights, i * columns + j)),
        slope(bias, i),
      ]).flat();
    }),
  );
}

export function relativeDistance(a: Float64Array, b: Float64Array): number {
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  return norm(a.map((x, i) => x - b[i])) / norm(b);
}
