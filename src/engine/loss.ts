import type { Loss } from '../vocabulary.ts';

/** e = -dl/da at output a and target y, both of length n_L, written into `error`. */
export function lossError(loss: Loss, a: Float64Array, y: Float64Array, error: Float64Array): void {
  const n = a.length;
  if (loss === 'squared-error') {
    for (let i = 0; i < n; i++) error[i] = y[i] - a[i];
    return;
  }
  const total = softmaxWeights(a, error);
  for (let i = 0; i < n; i++) error[i] = y[i] - error[i] / total;
}

/** The loss itself at output a and target y. */
export function lossValue(loss: Loss, a: Float64Array, y: Float64Array): number {
  let sum = 0;
  if (loss === 'squared-error') {
    for (let i = 0; i < a.length; i++) sum += 0.5 * (a[i] - y[i]) ** 2;
    return sum;
  }
  const weights = new Float64Array(a.length);
  const logTotal = Math.log(softmaxWeights(a, weights)) + Math.max(...a);
  for (let i = 0; i < a.length; i++) sum += y[i] * (logTotal - a[i]);
  return sum;
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
