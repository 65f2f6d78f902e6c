/** Largest distance between the values' empirical distribution function and a law's. */
export function kolmogorovDistance(values: ArrayLike<number>, law: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  return sorted.reduce((distance, x, i) => Math.max(distance, law(x) - i / n, (i + 1) / n - law(x)), 0);
}

/** Exceeded by 10,000 values of the law with probability 1e-6 (exact; Marsaglia, Tsang, Wang 2003). */
export const KOLMOGOROV_LIMIT_10000 = 0.02691532826;
