import { sin } from '../model/elementary.ts';
import { zeros } from './arrays.ts';
import { dot, lengthOf, subtract } from './vectors.ts';

/** Looks at the largest eigenvalue: after so many steps, then after this factor more. */
const FIRST = 6;
const GROWTH = 1.3;
/** A vector this much shorter than the matrix made it, relative, is rounding: the space is one that the matrix does not leave. */
const NOTHING = 1e-14;

/**
 * The largest eigenvalue of a symmetric non-negative definite matrix, n x n, from below: of its restriction to the space of v, A v,
 * A^2 v and so on, which grows until the answer does not, relatively, by more than `converged`, at most to all dimensions (Lanczos with
 * full reorthogonalisation; Golub, Van Loan: Matrix Computations, 4th ed., section 10.3). NaN where an entry is.
 */
export function largestEigenvalue(matrix: Float64Array, n: number, converged: number): number {
  // The diagonal plus a ripple: no start that a structure of the matrix makes orthogonal to the answer.
  let vector = zeros(n);
  for (let i = 0; i < n; i++) vector[i] = matrix[i * n + i] * (1 + 0.1 * sin(7 * i + 1));
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let value = 0;
  let look = FIRST;
  let length = lengthOf(vector);
  if (!(length > 0)) return length;
  while (true) {
    for (let i = 0; i < n; i++) vector[i] /= length;
    basis.push(vector);
    const image = zeros(n);
    for (let i = 0, at = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[at++] * vector[j];
      image[i] = sum;
    }
    diagonal.push(dot(image, vector));
    const made = lengthOf(image);
    for (const other of basis) subtract(image, dot(image, other), other);
    length = lengthOf(image);
    const isWhole = basis.length === n || !(length > NOTHING * made);
    if (isWhole || basis.length >= look) {
      if (!hasAbove(value * (1 + converged), diagonal, beside)) return value;
      value = largestOf(diagonal, beside, value);
      if (isWhole || !(value < Infinity)) return value;
      look = GROWTH * basis.length;
    }
    beside.push(length);
    vector = image;
  }
}

/** The largest eigenvalue of a symmetric tridiagonal matrix, not below `low`: by bisection, where its pivots tell how many are above. */
function largestOf(diagonal: readonly number[], beside: readonly number[], low: number): number {
  let high = 0;
  for (let i = 0; i < diagonal.length; i++) {
    high = Math.max(high, diagonal[i] + (beside[i - 1] ?? 0) + (i + 1 < diagonal.length ? beside[i] : 0));
  }
  if (!(high < Infinity)) return high;
  while (true) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return low;
    if (hasAbove(middle, diagonal, beside)) low = middle;
    else high = middle;
  }
}

/** Whether an eigenvalue is above x: whether T - x is not negative definite. */
function hasAbove(x: number, diagonal: readonly number[], beside: readonly number[]): boolean {
  let pivot = diagonal[0] - x;
  for (let i = 1; i < diagonal.length; i++) {
    if (!(pivot < 0)) return true;
    pivot = diagonal[i] - x - (beside[i - 1] * beside[i - 1]) / pivot;
  }
  return !(pivot < 0);
}
