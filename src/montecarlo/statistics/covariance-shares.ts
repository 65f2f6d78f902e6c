import { Z95 } from './proportion.ts';

/** The part of a variance that goes with one term, with its 95 % interval; both null where there is no variance. */
export interface CovarianceShare {
  readonly share: number | null;
  readonly interval: readonly [low: number, high: number] | null;
}

/**
 * Shares Cov(term, total) / Var(total), which sum to 1 where the terms sum to the total. Intervals are those of the delta method: the
 * share is a ratio of two means, of which the residuals (term - share total) total have the variance.
 * @param terms by term, then sample
 */
export function covarianceShares(terms: readonly (readonly number[])[], total: readonly number[]): CovarianceShare[] {
  const n = total.length;
  const centred = centre(total);
  const variance = dot(centred, centred);
  return terms.map((values) => {
    if (n < 2 || variance === 0) return { share: null, interval: null };
    const own = centre(values);
    const share = dot(own, centred) / variance;
    const residuals = own.map((value, i) => (value - share * centred[i]) * centred[i]);
    const error = Math.sqrt(dot(residuals, residuals) * (n / (n - 1))) / variance;
    return { share, interval: [share - Z95 * error, share + Z95 * error] };
  });
}

function centre(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
