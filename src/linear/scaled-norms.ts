import { zeros } from './arrays.ts';
import { spectralNormBound } from './spectral-norm.ts';

/** From one level at which columns count as large to the next, and how many there are. */
const APART = 4;
const LEVELS = 6;

/**
 * Upper bounds on the largest singular values of diag(left) V diag(right) between some rows and columns of a row-major matrix V, each
 * in time that grows with the columns alone. With the columns beyond a level s split off,
 *
 *     V diag(r^2) V^T <= s V V^T + sum of (r_j^2 - s) v_j v_j^T over r_j^2 > s,
 *
 * so that its largest eigenvalue is at most s |V|^2 + sum of (r_j^2 - s) |v_j|^2.
 */
export class ScaledNorms {
  /** Square of a bound on V's largest singular value, and of the lengths of its columns. */
  private readonly whole: number;
  private readonly columns: Float64Array;

  /** @param width columns */
  constructor(values: Float64Array, width: number) {
    const ones = (n: number) => zeros(n).fill(1);
    const norm = spectralNormBound(values, ones(values.length / width), ones(width));
    this.whole = norm * norm;
    this.columns = new Float64Array(width);
    for (let at = 0, j = 0; at < values.length; at++) {
      this.columns[j] += values[at] * values[at];
      if (++j === width) j = 0;
    }
  }

  /**
   * @param largestLeft of rows that may be any
   * @param some columns, in the order of `right`, which is not negative; it is 0 of all others
   */
  bound(largestLeft: number, some: readonly number[], right: Float64Array): number {
    const { whole, columns } = this;
    let most = 0;
    for (let i = 0; i < right.length; i++) most = Math.max(most, right[i] * right[i]);
    let least = most * whole;
    for (let level = 1, s = most / APART; level <= LEVELS; level++, s /= APART) {
      let square = s * whole;
      for (let i = 0; i < right.length; i++) square += Math.max(0, right[i] * right[i] - s) * columns[some[i]];
      least = Math.min(least, square);
    }
    return largestLeft * Math.sqrt(least);
  }
}
