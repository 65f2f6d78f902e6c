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

/** Quantiles of limits, null: none; null of no chips. */
export function limitQuantiles(values: readonly (number | null)[]): LimitQuantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values, (value) => value ?? Number.POSITIVE_INFINITY).sort();
  // Finite, because nothing times infinity is not nothing.
  const capped = sorted.map((value) => Math.min(value, Number.MAX_VALUE));
  const at = (q: number) => (Number.isFinite(sorted[Math.ceil((sorted.length - 1) * q)]) ? quantile(capped, q) : null);
  return {
    n: values.length,
    none: values.filter((value) => value === null).length,
    lowest: at(0),
    q05: at(0.05),
    median: at(0.5),
    q95: at(0.95),
  };
}
