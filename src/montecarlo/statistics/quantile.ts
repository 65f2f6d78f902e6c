import { binomialWeights } from './binomial.ts';
import { arrange } from './order.ts';

/** Five quantiles of a sample and a distribution-free interval of its median. */
export interface Quantiles {
  readonly n: number;
  readonly q05: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly q95: number;
  /** Order statistics that enclose the median with at least 95 %; null: the sample is too small to bound that side. */
  readonly medianInterval: readonly [low: number | null, high: number | null];
}

/** Ranks (1-based) of order statistics that enclose a quantile, and the exact confidence with which they do. */
export interface QuantileRanks {
  /** 0: open below. */
  readonly lower: number;
  /** n + 1: open above. */
  readonly upper: number;
  readonly confidence: number;
}

/** Quantile q of sorted values by linear interpolation (Hyndman, Fan 1996, type 7). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const n = sorted.length;
  if (n === 0 || !(q >= 0 && q <= 1)) throw new Error(`quantile: expected n > 0 and 0 <= q <= 1, got n ${n}, q ${q}`);
  const position = (n - 1) * q;
  const below = Math.floor(position);
  const above = Math.min(below + 1, n - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/**
 * Ranks l and u with P(X_(l) <= x_q <= X_(u)) of at least 1 - alpha for a continuous law, each tail at most alpha / 2:
 * the number of values below x_q is binomial(n, q).
 */
export function quantileRanks(n: number, q: number, alpha = 0.05): QuantileRanks {
  const weights = binomialWeights(n, q);
  let lower = 0;
  let below = 0;
  while (lower <= n && below + weights[lower] <= alpha / 2) below += weights[lower++];
  let upper = n + 1;
  let above = 0;
  while (upper > 0 && above + weights[upper - 1] <= alpha / 2) above += weights[--upper];
  return { lower, upper, confidence: 1 - below - above };
}

/** Samples of one size are many in a report, and their ranks take longer than their values to be sorted. */
const MEDIAN_RANKS = new Map<number, QuantileRanks>();

function medianRanks(n: number): QuantileRanks {
  const known = MEDIAN_RANKS.get(n) ?? quantileRanks(n, 0.5);
  MEDIAN_RANKS.set(n, known);
  return known;
}

/** Quantiles of a sample in any order; null when it is empty. */
export function quantilesOf(values: ArrayLike<number>): Quantiles | null {
  const n = values.length;
  if (n === 0) return null;
  const sorted = new Float64Array(values);
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(sorted[i])) throw new Error(`quantiles: expected finite values, got ${sorted[i]}`);
  }
  const { lower, upper } = medianRanks(n);
  // Only these places are looked at below.
  const places = [0.05, 0.25, 0.5, 0.75, 0.95].flatMap((q) => [Math.floor((n - 1) * q), Math.ceil((n - 1) * q)]);
  arrange(sorted, [...places, lower - 1, upper - 1]);
  return {
    n,
    q05: quantile(sorted, 0.05),
    q25: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    q75: quantile(sorted, 0.75),
    q95: quantile(sorted, 0.95),
    medianInterval: [lower === 0 ? null : sorted[lower - 1], upper > n ? null : sorted[upper - 1]],
  };
}
