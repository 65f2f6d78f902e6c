import type { Interval } from './proportion.ts';
import { studentQuantile } from './student.ts';

/** A mean with its 95 % interval. */
export interface Mean {
  readonly n: number;
  readonly mean: number;
  readonly interval: Interval;
}

/**
 * Mean of independent values and Student's 95 % interval; of one value it is all numbers. Null: there are none.
 */
export function meanOf(values: readonly number[]): Mean | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, interval: [-Infinity, Infinity] };
  const freedom = n - 1;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const half = studentQuantile(freedom) * Math.sqrt(variance / n);
  return { n, mean, interval: [mean - half, mean + half] };
}
