import { LOSSES, type Loss } from '../vocabulary.ts';

/** e = -dl/da at output a and target y, both of length n_L, written into `error`. */
export function lossError(loss: Loss, a: Float64Array, y: Float64Array, error: Float64Array): void {
  const n = a.length;
  if (loss === 'squared-error') {
    for (let i = 0; i < n; i++) error[i] = y[i] - a[i];
    return;
  }
  if (loss !== 'cross-entropy') throw unknownLoss(loss);
  const total = softmaxWeights(a, error);
  for (let i = 0; i < n; i++) error[i] = y[i] - error[i] / total;
}

/** e of several samples one after the other, n_L outputs each. */
export function lossErrors(loss: Loss, n: number, a: Float64Array, y: Float64Array, error: Float64Array): void {
  for (let from = 0; from < a.length; from += n) {
    const to = from + n;
    lossError(loss, a.subarray(from, to), y.subarray(from, to), error.subarray(from, to));
  }
}

/**
 * de/da_L at output a, n_L x n_L row-major: minus the Hessian of the loss. -I for squared error; p p^T - diag(p) with
 * p = softmax(a) for cross-entropy.
 */
export function errorSlope(loss: Loss, a: Float64Array): Float64Array {
  const n = a.length;
  const slope = new Float64Array(n * n);
  if (loss === 'squared-error') {
    for (let i = 0; i < n; i++) slope[i * n + i] = -1;
    return slope;
  }
  const minusSoftmax = new Float64Array(n);
  lossError(loss, a, new Float64Array(n), minusSoftmax);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) slope[i * n + j] = minusSoftmax[i] * minusSoftmax[j];
    slope[i * n + i] += minusSoftmax[i];
  }
  return slope;
}

/**
 * Largest eigenvalue of the Hessian of the loss over all outputs of n_L = `outputs`: 1 for squared error; 1/2 for
 * cross-entropy, where two outputs share the probability (with one output there is no choice, and no curvature).
 */
export function largestCurvature(loss: Loss, outputs: number): number {
  if (loss === 'squared-error') return 1;
  if (loss !== 'cross-entropy') throw unknownLoss(loss);
  return outputs > 1 ? 1 / 2 : 0;
}

/** The loss itself at output a and target y. */
export function lossValue(loss: Loss, a: Float64Array, y: Float64Array): number {
  let sum = 0;
  if (loss === 'squared-error') {
    for (let i = 0; i < a.length; i++) sum += 0.5 * (a[i] - y[i]) ** 2;
    return sum;
  }
  if (loss !== 'cross-entropy') throw unknownLoss(loss);
  const weights = new Float64Array(a.length);
  const logTotal = Math.log(softmaxWeights(a, weights)) + Math.max(...a);
  for (let i = 0; i < a.length; i++) sum += y[i] * (logTotal - a[i]);
  return sum;
}

/** For programs without types: any other word would be taken for cross-entropy. */
function unknownLoss(loss: never): Error {
  return new Error(`loss: expected ${LOSSES.join(' or ')}, got ${loss}`);
}

/** exp(a - max a) into `weights`; returns their sum. */
function softmaxWeights(a: Float64Array, weights: Float64Array): number {
  const highest = Math.max(...a);
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    weights[i] = Math.exp(a[i] - highest);
    total += weights[i];
  }
  return total;
}
