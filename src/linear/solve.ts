import { pivotRow, swapRows } from './pivoting.ts';

/**
 * Solves A X = B in place by Gaussian elimination with partial pivoting: A is n x n, B has n rows, both row-major; A is
 * destroyed, B becomes X. Zero factors are skipped. Returns the sign of A's determinant; 0: A is singular, B is spoilt.
 */
export function solveReal(a: Float64Array, b: Float64Array): number {
  const n = Math.sqrt(a.length);
  const columns = b.length / n;
  let sign = 1;
  for (let column = 0; column < n; column++) {
    const pivot = pivotRow(a, n, column);
    const top = a[pivot * n + column];
    if (top === 0 || !Number.isFinite(top)) return 0;
    if (top < 0) sign = -sign;
    if (pivot !== column) {
      sign = -sign;
      swapRows(a, pivot, column, n);
      swapRows(b, pivot, column, columns);
    }
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column] / top;
      if (factor === 0) continue;
      for (let j = column + 1, to = row * n + j, from = column * n + j; j < n; j++) a[to++] -= factor * a[from++];
      for (let j = 0, to = row * columns, from = column * columns; j < columns; j++) b[to++] -= factor * b[from++];
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let below = row + 1; below < n; below++) {
      const factor = a[row * n + below];
      for (let j = 0, to = row * columns, from = below * columns; j < columns; j++) b[to++] -= factor * b[from++];
    }
    for (let j = row * columns; j < (row + 1) * columns; j++) b[j] /= a[row * n + row];
  }
  return sign;
}
