import { betaQuantile } from '../../random/special-functions.ts';
import type { Interval } from './proportion.ts';

/** A mean with its 95 % interval. */
export interface Mean {
  readonly n: number;
  readonly mean: number;
  readonly interval: Interval;
}

/**
 * Mean of independent values and Student's 95 % interval; of one value it is all numbers. Null: there are none. The quantile is
 * the root of P(|T| < t) = I_x(1/2, nu/2), x = t^2/(nu + t^2).
 */
export function meanOf(values: readonly number[]): Mean | null {
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, interval: [-Infinity, Infinity] };
  const freedom = n - 1;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / freedom;
  const x = betaQuantile(0.95, 1 / 2, freedom / 2);
  const half = Math.sqrt(((freedom * x) / (1 - x)) * (variance / n));
  return { n, mean, interval: [mean - half, mean + half] };
}
