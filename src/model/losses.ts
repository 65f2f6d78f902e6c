import { exp, ln } from './elementary.ts';
import type { Numbers } from './numbers.ts';

/** A loss l(a, y) at output a and target y, both of length n_L: everything that any room needs to know of it. */
export interface LossDefinition {
  readonly value: (a: Numbers, y: Float64Array) => number;
  /** Writes e = -dl/da. */
  readonly error: (a: Numbers, y: Float64Array, error: Numbers) => void;
  /** Writes de/da_L, n_L x n_L row-major: minus the Hessian of the loss. */
  readonly errorSlope: (a: Float64Array, y: Float64Array, slope: Float64Array) => void;
  /** Largest eigenvalue of the Hessian over all a of n_L = `outputs` entries. */
  readonly largestCurvature: (outputs: number) => number;
  /** e = y - a. */
  readonly isQuadratic: boolean;
  /** Limits of e_i where a_i and y_i have limits. */
  readonly errorBetween: (a: Limits, y: Limits) => Limits;
  /** Entry of y at the class of an image, in the unit of an output of which `scale` of the network is one full scale. */
  readonly targetAt: (scale: number) => number;
  /** e as ngspice has it, of the nodes that hold a and of the numbers y. */
  readonly spice: (a: readonly string[], y: readonly string[]) => SpiceError;
}

type Limits = readonly [low: number, high: number];

/** Elements to add to a netlist, word by word, and e of each output as an expression. */
export interface SpiceError {
  readonly elements: readonly (readonly string[])[];
  readonly error: readonly string[];
}

/** 0.5 |a - y|^2. y is compared with a, so it is the one-hot vector in the output's unit. */
const SQUARED_ERROR: LossDefinition = {
  value: (a, y) => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += 0.5 * (a[i] - y[i]) ** 2;
    return sum;
  },
  error: (a, y, error) => {
    for (let i = 0; i < a.length; i++) error[i] = y[i] - a[i];
  },
  errorSlope: ({ length: n }, _, slope) => {
    slope.fill(0);
    for (let i = 0; i < n; i++) slope[i * n + i] = -1;
  },
  largestCurvature: () => 1,
  isQuadratic: true,
  errorBetween: (a, y) => [y[0] - a[1], y[1] - a[0]],
  targetAt: (scale) => 1 / scale,
  spice: (a, y) => ({ elements: [], error: y.map((value, i) => `${value}-v(${a[i]})`) }),
};

/**
 * Of the softmax p of a, which has no unit: y stays one-hot, since only for probabilities that sum to 1 is y - p the
 * descent direction of the loss. Its Hessian is diag(p) - p p^T; where two outputs share the probability it has an eigenvalue
 * 1/2, and no larger (with one output there is no choice, and no curvature).
 */
const CROSS_ENTROPY: LossDefinition = {
  value: (a, y) => {
    const weights = new Float64Array(a.length);
    const logTotal = ln(softmaxWeights(a, weights)) + Math.max(...a);
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += y[i] * (logTotal - a[i]);
    return sum;
  },
  error: (a, y, error) => {
    const total = softmaxWeights(a, error);
    for (let i = 0; i < a.length; i++) error[i] = y[i] - error[i] / total;
  },
  errorSlope: (a, _, slope) => {
    const n = a.length;
    const minusSoftmax = new Float64Array(n);
    CROSS_ENTROPY.error(a, new Float64Array(n), minusSoftmax);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) slope[i * n + j] = minusSoftmax[i] * minusSoftmax[j];
      slope[i * n + i] += minusSoftmax[i];
    }
  },
  largestCurvature: (outputs) => (outputs > 1 ? 1 / 2 : 0),
  isQuadratic: false,
  errorBetween: (_, y) => [y[0] - 1, y[1] - 0],
  targetAt: () => 1,
  // The largest a is found first, so that no exponential overflows.
  spice: (a, y) => {
    const elements: string[][] = [];
    let [largest] = a;
    for (let i = 1; i < a.length; i++) {
      const larger = `largest_${i}`;
      elements.push([`b_${larger}`, larger, '0', `v=max(v(${largest}),v(${a[i]}))`]);
      largest = larger;
    }
    elements.push(['r_total', 'total', '0', '1']);
    const error = y.map((value, i) => {
      const power = `exp_${i}`;
      elements.push([`b_${power}`, power, '0', `v=exp(v(${a[i]})-v(${largest}))`]);
      elements.push([`g_${power}`, '0', 'total', power, '0', '1']);
      return `${value}-v(${power})/v(total)`;
    });
    return { elements, error };
  },
};

/** Loss at the output, by name. */
export const LOSS_DEFINITIONS = { 'squared-error': SQUARED_ERROR, 'cross-entropy': CROSS_ENTROPY };

/** Name of a loss. */
export type Loss = keyof typeof LOSS_DEFINITIONS;
export const LOSSES = Object.keys(LOSS_DEFINITIONS) as Loss[];

/** Throws for programs without types, where the word is none. */
export function lossNamed(loss: Loss): LossDefinition {
  if (!Object.hasOwn(LOSS_DEFINITIONS, loss)) {
    throw new Error(`loss: expected ${Object.keys(LOSS_DEFINITIONS).join(' or ')}, got ${loss}`);
  }
  return LOSS_DEFINITIONS[loss];
}

/** e of several samples one after the other, `outputs` entries each. */
export function lossErrors({ error }: LossDefinition, outputs: number, a: Numbers, y: Float64Array, e: Numbers): void {
  for (let from = 0; from < a.length; from += outputs) {
    const to = from + outputs;
    error(a.subarray(from, to), y.subarray(from, to), e.subarray(from, to));
  }
}

/** exp(a - max a) into `weights`; returns their sum. */
function softmaxWeights(a: Numbers, weights: Numbers): number {
  const highest = Math.max(...a);
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    weights[i] = exp(a[i] - highest);
    total += weights[i];
  }
  return total;
}
