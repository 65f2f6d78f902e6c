import { quantile } from './quantile.ts';

/** A limit that some chips have and others have not: quantiles over all chips, having none being above every value. */
export interface LimitQuantiles {
  readonly n: number;
  /** Chips that have none. */
  readonly none: number;
  /** Each is null where the chip at that place has none. */
  readonly lowest: number | null;
  readonly q05: number | null;
  readonly median: number | null;
  readonly q95: number | null;
}

/** Quantiles of limits, `none` chips having none; null of no chips. */
export function limitQuantiles(limits: ArrayLike<number>, none: number): LimitQuantiles | null {
  const n = limits.length + none;
  if (n === 0) return null;
  const sorted = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  sorted.set(limits);
  sorted.sort();
  // Finite, because nothing times infinity is not nothing.
  const capped = sorted.map((value) => Math.min(value, Number.MAX_VALUE));
  const at = (q: number) => (Number.isFinite(sorted[Math.ceil((n - 1) * q)]) ? quantile(capped, q) : null);
  return { n, none, lowest: at(0), q05: at(0.05), median: at(0.5), q95: at(0.95) };
}
