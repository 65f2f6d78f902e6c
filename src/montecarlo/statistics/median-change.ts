import { binomialWeights } from './binomial.ts';
import { atLeast, atMost, type Hypergeometric, hypergeometric } from './hypergeometric.ts';
import type { Interval } from './proportion.ts';
import { quantileRanks } from './quantile.ts';

/** What became of a median; an end of the interval that is infinite: the samples do not bound that side. */
export interface MedianChange {
  /** NaN: half of the values are -Infinity, half Infinity. */
  readonly change: number;
  readonly interval: Interval;
  readonly p: number;
}

/** Error of an interval and level of its test, two-sided. */
const ALPHA = 0.05;

/**
 * The median of changes of the same chips, n > 0: order statistics that enclose it with at least 95 %, and the exact sign test
 * that it is 0, chips that did not change speaking for that. The interval leaves 0 out just where p is at most 0.05.
 * Changes may be infinite.
 */
export function pairedMedianChange(changes: Float64Array): MedianChange {
  const n = changes.length;
  const sorted = Float64Array.from(changes).sort();
  const { lower, upper } = quantileRanks(n, 0.5, ALPHA);
  let up = 0;
  let down = 0;
  for (const change of sorted) {
    if (change > 0) up++;
    else if (change < 0) down++;
  }
  const weights = binomialWeights(n, 0.5);
  let tail = 0;
  for (let k = 0; k <= n - Math.max(up, down); k++) tail += weights[k];
  return {
    change: middle(sorted),
    interval: [lower === 0 ? Number.NEGATIVE_INFINITY : sorted[lower - 1], sorted[upper - 1] ?? Infinity],
    p: Math.min(1, 2 * tail),
  };
}

/**
 * The median of other chips minus that of the first, both samples not empty: Mood's median test (1950), exact, and the shifts
 * that it does not reject. Of all values together the lower half is taken; how many of the first sample are in it is
 * hypergeometric. Ties speak for no change. Values may be infinite.
 */
export function unpairedMedianChange(first: Float64Array, second: Float64Array): MedianChange {
  const [x, y] = [Float64Array.from(first).sort(), Float64Array.from(second).sort()];
  const half = Math.floor((x.length + y.length) / 2);
  const law = hypergeometric(x.length + y.length, x.length, half);
  const { least, most } = accepted(law);
  const lowest = amongLowest(x, y, half, false);
  const highest = amongLowest(x, y, half, true);
  return {
    change: difference(middle(y), middle(x)),
    // At least r of the first are in the lower half as long as the r-th of them is below the (half - r + 1)-th of the others.
    interval: [
      between(y[half - most - 1], x[most]) ?? Number.NEGATIVE_INFINITY,
      between(y[half - least], x[least - 1]) ?? Infinity,
    ],
    p: Math.min(1, 2 * Math.min(atLeast(law, lowest), atMost(law, highest))),
  };
}

/** Null: a sample has no such value, so that every shift is possible on this side. */
function between(y: number | undefined, x: number | undefined): number | null {
  return y === undefined || x === undefined ? null : difference(y, x);
}

/** Counts that are not rejected: each tail beyond them at most ALPHA / 2. */
function accepted({ first, weights }: Hypergeometric): { least: number; most: number } {
  let [low, below] = [0, 0];
  while (below + weights[low] <= ALPHA / 2) below += weights[low++];
  let [high, above] = [weights.length - 1, 0];
  while (above + weights[high] <= ALPHA / 2) above += weights[high--];
  return { least: first + low, most: first + high };
}

/** How many of x are among the so many lowest of x and y, both sorted, where equal ones of x come first or last. */
function amongLowest(x: Float64Array, y: Float64Array, count: number, xFirst: boolean): number {
  let [i, j] = [0, 0];
  while (i + j < count) {
    const takesX = j === y.length || (i < x.length && (xFirst ? x[i] <= y[j] : x[i] < y[j]));
    if (takesX) i++;
    else j++;
  }
  return i;
}

/** Median of sorted values. */
export function middle(sorted: Float64Array): number {
  const n = sorted.length;
  const [a, b] = [sorted[(n - 1) >> 1], sorted[n >> 1]];
  return a === b ? a : (a + b) / 2;
}

/** a - b, of equal infinities 0. */
export function difference(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
