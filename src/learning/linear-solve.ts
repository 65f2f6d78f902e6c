/**
 * Solves A x = b in place by Gaussian elimination with partial pivoting: A is n x n row-major and destroyed, b becomes x.
 * Zero factors are skipped, so that the empty corners of a banded matrix cost nothing. False: A is singular.
 */
export function solveInPlace(a: Float64Array, b: Float64Array): boolean {
  const n = b.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
    }
    const top = a[pivot * n + column];
    if (top === 0 || !Number.isFinite(top)) return false;
    if (pivot !== column) swapRows(a, b, pivot, column, n);
    for (let row = column + 1; row < n; row++) {
      const factor = a[row * n + column] / top;
      if (factor === 0) continue;
      for (let j = column + 1, to = row * n + j, from = column * n + j; j < n; j++) a[to++] -= factor * a[from++];
      b[row] -= factor * b[column];
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = b[row];
    for (let j = row + 1; j < n; j++) sum -= a[row * n + j] * b[j];
    b[row] = sum / a[row * n + row];
  }
  return true;
}

function swapRows(a: Float64Array, b: Float64Array, p: number, q: number, n: number): void {
  for (let j = 0; j < n; j++) {
    const kept = a[p * n + j];
    a[p * n + j] = a[q * n + j];
    a[q * n + j] = kept;
  }
  const kept = b[p];
  b[p] = b[q];
  b[q] = kept;
}
