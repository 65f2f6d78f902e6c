import { addProduct } from './add-product.ts';
import { zeros } from './arrays.ts';
import { largestEigenvalue } from './lanczos.ts';
import { liesBelow } from './lies-below.ts';
import { rowMajor, transposed } from './matrix.ts';

/** Relative change at which the guess is taken, which only decides how tight the bound is. */
const CONVERGED = 1e-11;
/** Relative width of the bound: far above the rounding of the factorisation. */
const SLACK = 1e-9;

/**
 * Largest singular value of V, row-major with so many columns, to some roundings or to what it differs by from the next.
 *
 * @param converged relative change of its square at which it is taken
 */
export function spectralNorm(values: Float64Array, columns: number, converged = 1e-16): number {
  const ones = (n: number) => zeros(n).fill(1);
  const gram = gramOf(values, ones(values.length / columns), ones(columns));
  return Math.sqrt(largestEigenvalue(gram, Math.sqrt(gram.length), converged));
}

/**
 * An upper bound on the largest singular value of diag(left) V diag(right), V row-major: Lanczos's method guesses it, a
 * Cholesky factorisation of bound^2 I - S S^T proves it. Within 1e-9 (relative) where the guess is.
 */
export function spectralNormBound(values: Float64Array, left: Float64Array, right: Float64Array): number {
  const gram = gramOf(values, left, right);
  const n = Math.sqrt(gram.length);
  const guess = largestEigenvalue(gram, n, CONVERGED);
  if (!(guess > 0)) return guess === 0 && gram.every((value) => value === 0) ? 0 : Infinity;
  for (let slack = SLACK; slack < 1e9; slack *= 4) {
    if (liesBelow(gram, n, guess * (1 + slack))) return Math.sqrt(guess * (1 + slack));
  }
  return Infinity;
}

/** An upper bound too large by at most the eighth root of V's smaller side: the norm of the square of S S^T, by its entries. */
export function looseNormBound(values: Float64Array, left: Float64Array, right: Float64Array): number {
  const gram = gramOf(values, left, right);
  const n = Math.sqrt(gram.length);
  let square = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += gram[i * n + k] * gram[j * n + k];
      square += (i === j ? 1 : 2) * sum * sum;
    }
  }
  return Math.sqrt(Math.sqrt(Math.sqrt(square)));
}

/** Whether the largest singular value of diag(left) V diag(right) is below a limit: proved by the Cholesky factorisation alone. */
export function isNormBelow(values: Float64Array, left: Float64Array, right: Float64Array, limit: number): boolean {
  const gram = gramOf(values, left, right);
  return liesBelow(gram, Math.sqrt(gram.length), limit * limit);
}

/** Up to so many rows half of a product takes less time in place than all of it in the kernel. */
const SHORT = 64;

/** S S^T or S^T S, whichever is smaller, S = diag(left) V diag(right). */
function gramOf(values: Float64Array, left: Float64Array, right: Float64Array): Float64Array {
  const rows = left.length;
  const columns = right.length;
  const scaled = zeros(values.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) scaled[at] = left[i] * values[at] * right[j];
  }
  const matrix = rowMajor(scaled, rows, columns);
  const short = rows <= columns ? matrix : transposed(matrix);
  const { rows: n, columns: inner, down, right: along } = short;
  const gram = zeros(n * n);
  if (n > SHORT) {
    addProduct(short, transposed(short), gram);
    return gram;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += scaled[i * down + k * along] * scaled[j * down + k * along];
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
  }
  return gram;
}
