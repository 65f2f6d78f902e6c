import type { Stream } from '../../random/stream.ts';
import type { Interval } from './proportion.ts';
import { quantile } from './quantile.ts';
import { type EvaluatedRow, sharesOf, termsOf, type VarianceShares } from './variance-shares.ts';

/** Of fewer rows, resampling does not show how much estimates vary. */
const FEWEST = 30;

/** An estimate and its 95 % interval; null: too few rows, or too few that differ, to have one. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval | null;
}

/** Shares of one group in the variance. */
export interface GroupShares {
  /** Of the group alone: Var E(f | group) / Var f. */
  readonly first: Estimate;
  /** Of the group and all its interactions: 1 - Var E(f | the other groups) / Var f. */
  readonly total: Estimate;
  /** Of the group and its equal part of every interaction; these add up to 1. */
  readonly shapley: Estimate;
}

/** What groups of independent inputs contribute to the variance of a function of them. */
export interface Sensitivity {
  readonly rows: number;
  /** Of all things and twins. */
  readonly mean: number;
  readonly variance: number;
  readonly groups: readonly GroupShares[];
  /** 1 where groups only add; less, by what they do together. */
  readonly firstSum: Estimate;
  /** 1 where groups only add; more, by what they do together. */
  readonly totalSum: Estimate;
}

/** Bootstrap samples of the rows. */
export interface Resampling {
  readonly samples: number;
  readonly random: Stream;
}

/**
 * Sobol indices and Shapley effects by pick-freeze, from rows of as many groups each. Estimates are not cut at 0 or 1.
 * Intervals are percentiles over bootstrap samples of whole rows. Null: fewer than two rows, or no twin differs.
 */
export function sensitivityOf(rows: readonly EvaluatedRow[], { samples, random }: Resampling): Sensitivity | null {
  const n = rows.length;
  if (n < 2) return null;
  const centre = rows.reduce((sum, { values }) => sum + (values[0] + values[1]) / 2, 0) / n;
  const terms = rows.map(termsOf);
  const shares = sharesOf(meanTerms(terms, (i) => i));
  if (shares === null) return null;
  const count = n < FEWEST ? 0 : samples;
  const resampled = Array.from({ length: count }, () => sharesOf(meanTerms(terms, () => Math.floor(n * random()))));
  const estimate = (of: (shares: VarianceShares) => number): Estimate => {
    const drawn = resampled.flatMap((own) => own ?? []).map(of);
    // A sample in which nothing varies says nothing of how large a share may be.
    if (drawn.length < count || count === 0) return { value: of(shares), interval: null };
    const sorted = Float64Array.from(drawn).sort();
    return { value: of(shares), interval: [quantile(sorted, 0.025), quantile(sorted, 0.975)] };
  };
  return {
    rows: n,
    mean: centre,
    variance: rows.reduce((sum, { values: [a, b] }) => sum + (a - centre) ** 2 + (b - centre) ** 2, 0) / (2 * n - 1),
    groups: shares.first.map((_, group) => ({
      first: estimate((own) => own.first[group]),
      total: estimate((own) => own.total[group]),
      shapley: estimate((own) => own.shapley[group]),
    })),
    firstSum: estimate(({ first }) => sum(first)),
    totalSum: estimate(({ total }) => sum(total)),
  };
}

function meanTerms(terms: readonly Float64Array[], drawn: (i: number) => number): Float64Array {
  const means = new Float64Array(terms[0].length);
  for (let i = 0; i < terms.length; i++) {
    const own = terms[drawn(i)];
    for (let t = 0; t < means.length; t++) means[t] += own[t];
  }
  return means.map((total) => total / terms.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
