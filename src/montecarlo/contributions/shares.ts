import type { ContributedMetric } from '../../model/contributed-metrics.ts';
import { type CovarianceShare, covarianceShares } from '../statistics/covariance-shares.ts';
import type { ChipContributions } from './path.ts';

/** What of the variance of a metric over some chips goes with each group of draws. */
export interface Contributions {
  readonly metric: ContributedMetric;
  /** Chips that it is of. */
  readonly chips: number;
  /** Chips that it is not of, and why. */
  readonly leftOut: readonly LeftOut[];
  /** Of the metric, as the rows have it. */
  readonly mean: number;
  readonly deviation: number;
  readonly groups: readonly (CovarianceShare & { readonly name: string })[];
  /** What the path jumped over, and what its points do not see. */
  readonly notExplained: CovarianceShare;
  /** 1 - Var(stored - sum of the parts) / Var(stored); null: nothing varies. */
  readonly r2: number | null;
}

/** Chips left out for one reason. */
export interface LeftOut {
  readonly why: string;
  readonly chips: number;
}

/** @param stored values of the metric of the same chips, from their rows */
export function contributionsOf(
  metric: ContributedMetric,
  names: readonly string[],
  chips: readonly ChipContributions[],
  stored: readonly number[],
  leftOut: readonly LeftOut[] = [],
): Contributions {
  const rest = chips.map(({ parts, start }, i) => stored[i] - start - parts.reduce((sum, part) => sum + part, 0));
  const terms = [...names.map((_, g) => chips.map(({ parts }) => parts[g])), rest];
  const shares = covarianceShares(terms, stored);
  const variance = varianceOf(stored);
  return {
    metric,
    chips: chips.length,
    leftOut,
    mean: stored.reduce((sum, value) => sum + value, 0) / stored.length,
    deviation: Math.sqrt(variance),
    groups: names.map((name, g) => ({ name, ...shares[g] })),
    notExplained: shares[names.length],
    r2: variance > 0 ? 1 - varianceOf(rest) / variance : null,
  };
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
