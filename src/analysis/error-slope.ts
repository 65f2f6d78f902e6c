import { lossError } from '../engine/loss.ts';
import type { Loss } from '../vocabulary.ts';

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
