import { zeros } from './arrays.ts';

/**
 * Whether the eigenvalues of a symmetric n x n matrix, of which the lower triangle is read, are below a bound: proved by the
 * Cholesky factorisation of bound I - matrix.
 */
export function liesBelow(matrix: Float64Array, n: number, bound: number): boolean {
  const factor = zeros(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (i === j ? bound : 0) - matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (i > j) factor[i * n + j] = sum / factor[j * n + j];
      else if (sum > 0) factor[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}
