import { zeros } from './arrays.ts';
import { pivotRow, swapRows } from './pivoting.ts';

/** A square matrix factorised in place, P A = L U, so that several right sides can be solved for one after the other. */
export class Factorisation {
  /** n x n row-major: what is put in here is factorised. */
  readonly values: Float64Array;
  private readonly n: number;
  /** Row with which row i was exchanged at step i. */
  private readonly pivots: Int32Array;

  constructor(n: number) {
    this.n = n;
    this.values = zeros(n * n);
    this.pivots = new Int32Array(n);
  }

  /** Eliminates with partial pivoting; returns the sign of the determinant, 0: singular. */
  factorise(): number {
    const { values: a, n, pivots } = this;
    let sign = 1;
    for (let column = 0; column < n; column++) {
      const pivot = pivotRow(a, n, column);
      const top = a[pivot * n + column];
      if (top === 0 || !Number.isFinite(top)) return 0;
      if (top < 0) sign = -sign;
      pivots[column] = pivot;
      if (pivot !== column) {
        sign = -sign;
        swapRows(a, pivot, column, n);
      }
      for (let row = column + 1; row < n; row++) {
        const factor = a[row * n + column] / top;
        a[row * n + column] = factor;
        for (let j = column + 1, to = row * n + j, from = column * n + j; j < n; j++) a[to++] -= factor * a[from++];
      }
    }
    return sign;
  }

  /** Solves A X = B for the matrix last factorised, B becoming X: n x `columns`, row-major. */
  solveRows(b: Float64Array, columns: number): void {
    const { values: a, n, pivots } = this;
    for (let i = 0; i < n; i++) {
      if (pivots[i] !== i) swapRows(b, pivots[i], i, columns);
    }
    const subtract = (row: number, other: number) => {
      const factor = a[row * n + other];
      if (factor === 0) return;
      for (let j = 0, to = row * columns, from = other * columns; j < columns; j++) b[to++] -= factor * b[from++];
    };
    for (let row = 1; row < n; row++) for (let above = 0; above < row; above++) subtract(row, above);
    for (let row = n - 1; row >= 0; row--) {
      for (let below = row + 1; below < n; below++) subtract(row, below);
      for (let j = row * columns; j < (row + 1) * columns; j++) b[j] /= a[row * n + row];
    }
  }

  /** Solves A x = b for the matrix last factorised, b becoming x. */
  solve(b: Float64Array): void {
    const { values: a, n, pivots } = this;
    // Rows were exchanged with their factors, so all exchanges come first.
    for (let i = 0; i < n; i++) {
      if (pivots[i] !== i) swapRows(b, pivots[i], i, 1);
    }
    for (let i = 1; i < n; i++) {
      let sum = b[i];
      for (let j = 0, at = i * n; j < i; j++) sum -= a[at++] * b[j];
      b[i] = sum;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i];
      for (let j = i + 1, at = i * n + j; j < n; j++) sum -= a[at++] * b[j];
      b[i] = sum / a[i * n + i];
    }
  }
}
