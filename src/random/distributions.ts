import { exp, ln, log1p } from '../model/elementary.ts';
import type { Distribution } from '../model/vocabulary.ts';
import { normalQuantile } from './normal-quantile.ts';
import { betaQuantile, erfc } from './special-functions.ts';
import type { Stream } from './stream.ts';

/** Inverse of a distribution function: every law makes one value of one number of a stream, 0 < u < 1. */
export type Quantile = (u: number) => number;

/** N(0, 1). */
export function normal(stream: Stream): number {
  return normalQuantile(stream());
}

/** Exponential with the given mean. */
export function exponential(stream: Stream, mean: number): number {
  return -mean * ln(stream());
}

/** Lognormal with mean 1 and the given coefficient of variation. */
export function unitLognormal(stream: Stream, variation: number): number {
  const sigma = logSigma(variation);
  return exp(sigma * normal(stream) - (sigma * sigma) / 2);
}

/** Standard deviation of the logarithm of a lognormal law with the given coefficient of variation. */
export function logSigma(variation: number): number {
  return Math.sqrt(log1p(variation * variation));
}

/**
 * The law of a spread in units of its sigma, mean 0. Variance 1, except for the truncated normal, whose sigma is the one
 * before the cut at +- shape sigmas. Student's t has `shape` degrees of freedom, more than 2, and is scaled to variance 1.
 * Lognormal gives the normal one of the logarithm.
 */
export function standardQuantile(distribution: Distribution, shape: number): Quantile {
  switch (distribution) {
    case 'normal':
    case 'lognormal':
      return normalQuantile;
    case 'uniform':
      return (u) => Math.sqrt(12) * (u - 0.5);
    case 'truncated-normal':
      return truncatedNormal(shape);
    case 'student-t':
      return studentT(shape);
  }
}

function truncatedNormal(limit: number): Quantile {
  if (!(limit > 0)) throw new Error(`truncated normal: the limit must be above 0 sigmas, got ${limit}`);
  const tail = erfc(limit / Math.SQRT2) / 2;
  return (u) => normalQuantile(tail + (1 - 2 * tail) * u);
}

function studentT(degrees: number): Quantile {
  if (!(degrees > 2)) {
    throw new Error(`Student t: a law of finite variance has more than 2 degrees of freedom, got ${degrees}`);
  }
  const scale = Math.sqrt((degrees - 2) / degrees);
  return (u) => scale * studentQuantile(u, degrees);
}

/** t^2/(degrees + t^2) follows Beta(1/2, degrees/2); of the two tails of that law the small one is taken. */
function studentQuantile(u: number, degrees: number): number {
  const p = Math.min(u, 1 - u);
  const sign = u < 0.5 ? -1 : 1;
  if (p > 0.25) {
    const y = betaQuantile(1 - 2 * p, 0.5, degrees / 2);
    return sign * Math.sqrt((degrees * y) / (1 - y));
  }
  const x = betaQuantile(2 * p, degrees / 2, 0.5);
  return sign * Math.sqrt((degrees * (1 - x)) / x);
}
