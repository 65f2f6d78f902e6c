/** The row, from `column` on, with the largest entry of that column of an n x n matrix, row-major; the first of equals. */
export function pivotRow(a: Float64Array, n: number, column: number): number {
  let pivot = column;
  for (let row = column + 1; row < n; row++) {
    if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
  }
  return pivot;
}

/** Exchanges two rows of a matrix, row-major. */
export function swapRows(a: Float64Array, p: number, q: number, columns: number): void {
  for (let j = 0, from = p * columns, to = q * columns; j < columns; j++, from++, to++) {
    const kept = a[from];
    a[from] = a[to];
    a[to] = kept;
  }
}
