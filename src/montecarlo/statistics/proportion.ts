import { betaQuantile } from '../../random/special-functions.ts';

/** A fraction of chips (or of probes) with its 95 % intervals. */
export interface Proportion {
  readonly count: number;
  readonly n: number;
  /** count / n; null when n is 0. */
  readonly fraction: number | null;
  /** For display. */
  readonly wilson: Interval;
  /** For a guarantee: covers with at least 95 %. */
  readonly clopperPearson: Interval;
}

export type Interval = readonly [low: number, high: number];

/** 97.5 % quantile of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/** Wilson 1927, JASA 22:209, two-sided 95 %. */
export function wilsonInterval(count: number, n: number): Interval {
  assertCount(count, n);
  return n === 0 ? [0, 1] : wilsonOfFraction(count / n, n);
}

/** The same of a fraction that is worth n independent answers; n > 0 need not be whole. `z`: of another law than the normal. */
export function wilsonOfFraction(p: number, n: number, z = Z95): Interval {
  const z2 = z * z;
  const half = z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  const centre = p + z2 / (2 * n);
  // The limits are the roots of a quadratic with product p^2 / (1 + z^2/n): no cancellation near p = 0.
  const low = (p * p) / (centre + half);
  return [low, p === 1 ? 1 : (centre + half) / (1 + z2 / n)];
}

/**
 * Chips after which Wilson's lower limit reaches `wanted` if a part p of them passes, p > wanted: the limit is the fraction that
 * the score test just does not reject, p - wanted = z sqrt(wanted (1 - wanted) / n).
 */
export function chipsToShow(p: number, wanted: number): number {
  if (!(p > wanted)) throw new Error(`chips to show: expected a part above ${wanted}, got ${p}`);
  return Math.ceil((Z95 * Z95 * wanted * (1 - wanted)) / ((p - wanted) * (p - wanted)));
}

/** Clopper, Pearson 1934, Biometrika 26:404, two-sided 95 %. */
export function clopperPearsonInterval(count: number, n: number): Interval {
  assertCount(count, n);
  const low = count === 0 ? 0 : betaQuantile(0.025, count, n - count + 1);
  const high = count === n ? 1 : betaQuantile(0.975, count + 1, n - count);
  return [low, high];
}

/** Count out of n with both intervals. */
export function proportion(count: number, n: number): Proportion {
  return {
    count,
    n,
    fraction: n === 0 ? null : count / n,
    wilson: wilsonInterval(count, n),
    clopperPearson: clopperPearsonInterval(count, n),
  };
}

function assertCount(count: number, n: number): void {
  const whole = Number.isInteger(count) && Number.isInteger(n);
  if (!whole || count < 0 || n < count) {
    throw new Error(`proportion: expected whole numbers 0 <= count <= n, got ${count} of ${n}`);
  }
}
