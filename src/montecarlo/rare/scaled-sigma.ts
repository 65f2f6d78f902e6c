import { solveReal } from '../../linear/solve.ts';
import { exp, ln } from '../../model/elementary.ts';
import type { Stream } from '../../random/stream.ts';
import type { Interval } from '../statistics/proportion.ts';
import { quantile } from '../statistics/quantile.ts';

/** Independent chips whose standard normal draws are all `sigma` times as large, and how many of them fail. */
export interface ScaledCount {
  readonly sigma: number;
  readonly chips: number;
  readonly failing: number;
}

/** What failing at larger sigmas says of failing at 1, where nothing was sampled: an extrapolation, not an estimate. */
export interface ScaledSigma {
  readonly probability: number;
  /** 95 %, of the counts alone: whether the model holds down to 1 is not in it. */
  readonly interval: Interval;
}

/** Parameters of the model. */
const TERMS = 3;
const TAIL = 0.025;

/**
 * Scaled-sigma sampling (Sun, Li et al. 2015, IEEE TCAD 34:1096): ln P(s) = a + b ln s - c / s^2, the law of a limit state with one most
 * probable failing point, fitted to the counts at several s > 1 by least squares, weighted by the variance of ln P that a count has, and
 * taken to s = 1. The interval comes from counts drawn anew from the binomial laws of those found. Null: fewer than four sigmas at which
 * some chips fail and some do not.
 */
export function scaledSigma(counts: readonly ScaledCount[], samples: number, random: Stream): ScaledSigma | null {
  const told = counts.filter(({ failing, chips }) => failing > 0 && failing < chips);
  if (told.length <= TERMS) return null;
  const found = extrapolated(told.map(({ sigma, chips, failing }) => pointOf(sigma, failing / chips, chips)));
  if (found === null) return null;
  const again: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const points = told.map(({ sigma, chips, failing }) => {
      const drawn = binomial(chips, failing / chips, random);
      return pointOf(sigma, Math.min(chips - 0.5, Math.max(0.5, drawn)) / chips, chips);
    });
    again.push(extrapolated(points) ?? Number.NEGATIVE_INFINITY);
  }
  again.sort((a, b) => a - b);
  const probability = (logarithm: number) => Math.min(1, exp(logarithm));
  return {
    probability: probability(found),
    interval: [probability(quantile(again, TAIL)), probability(quantile(again, 1 - TAIL))],
  };
}

/** A probability at one sigma. */
export interface ScaledPoint {
  readonly sigma: number;
  readonly logProbability: number;
  /** Inverse variance of the logarithm. */
  readonly weight: number;
}

function pointOf(sigma: number, probability: number, chips: number): ScaledPoint {
  return { sigma, logProbability: ln(probability), weight: (chips * probability) / (1 - probability) };
}

/** ln P at s = 1 of the fit; null: the sigmas do not fix it. */
export function extrapolated(points: readonly ScaledPoint[]): number | null {
  const a = new Float64Array(TERMS * TERMS);
  const b = new Float64Array(TERMS);
  for (const { sigma, logProbability, weight } of points) {
    const row = [1, ln(sigma), -1 / sigma ** 2];
    for (let i = 0; i < TERMS; i++) {
      b[i] += weight * row[i] * logProbability;
      for (let j = 0; j < TERMS; j++) a[TERMS * i + j] += weight * row[i] * row[j];
    }
  }
  if (solveReal(a, b) === 0) return null;
  // At s = 1: a + 0 b - c.
  return b[0] - b[2];
}

/** Successes of n, one after the other. */
function binomial(n: number, p: number, random: Stream): number {
  let count = 0;
  for (let i = 0; i < n; i++) if (random() < p) count++;
  return count;
}
