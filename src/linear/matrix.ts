import { zeros } from './arrays.ts';

/** A dense matrix, perhaps read in transpose: entry (i, j) is values[i * down + j * right]. */
export interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly right: number;
}

/** Whether an n x n matrix, row-major, is zero off its diagonal. */
export function isDiagonal(values: Float64Array, n: number): boolean {
  for (let at = 0; at < values.length; at++) if (values[at] !== 0 && at % (n + 1) !== 0) return false;
  return true;
}

/** Values stored row by row. */
export function rowMajor(values: Float64Array, rows: number, columns: number): Matrix {
  if (values.length !== rows * columns) throw new Error(`${values.length} values are no ${rows} x ${columns} matrix`);
  return { values, rows, columns, down: columns, right: 1 };
}

export function transposed({ values, rows, columns, down, right }: Matrix): Matrix {
  return { values, rows: columns, columns: rows, down: right, right: down };
}

/** Rows `from` to `to`, the latter not included; at least one. */
export function rowsOf({ values, columns, down, right }: Matrix, from: number, to: number): Matrix {
  const end = (to - 1) * down + (columns - 1) * right + 1;
  return { values: values.subarray(from * down, end), rows: to - from, columns, down, right };
}

/** Some rows and columns of a row-major array of `columns` columns, row-major. */
export function select(
  array: Float64Array,
  columns: number,
  rowsKept: readonly number[],
  columnsKept: readonly number[],
): Float64Array {
  const kept = zeros(rowsKept.length * columnsKept.length);
  let at = 0;
  for (const i of rowsKept) {
    for (const j of columnsKept) kept[at++] = array[i * columns + j];
  }
  return kept;
}
