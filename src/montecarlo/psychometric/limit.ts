import { solveReal } from '../../linear/solve.ts';
import { studentQuantile } from '../statistics/student.ts';
import { type AskedChips, answersAt } from './answers.ts';
import { type Psychometric, profileLikelihood, psychometricAt, psychometricLimit } from './curve.ts';

/** Where so many answers say yes, with its 95 % interval. */
export interface FittedLimit {
  readonly value: number;
  /** Null: beyond the values that were asked. */
  readonly low: number | null;
  readonly high: number | null;
  /** Variance of the limit in what it would be if the answers of a chip were independent. */
  readonly designEffect: number;
}

/** Of the values that were asked, to which ends of an interval are known. */
const WITHIN = 1e-4;

/**
 * The limit of chips whose own answers are alike: the profile likelihood of independent answers, stretched by the ratio of the
 * limit's variance over chips to that of independent answers (Rotnitzky, Jewell 1990, Biometrika 77:485), against the square of Student's
 * t of the chips. Null: the curve does not come to the fraction.
 */
export function limitInterval(chips: AskedChips, fit: Psychometric, fraction: number): FittedLimit | null {
  const value = psychometricLimit(fit, fraction);
  if (value === null) return null;
  const answers = answersAt(chips);
  // A lapse of 0 is held by its bound, and would not be with other chips: the larger ratio counts.
  const designEffect = Math.max(...[2, 3].map((free) => designEffectOf(chips, fit, fraction, value, free)));
  const most = (studentQuantile(chips.kept.length - 1) ** 2 * designEffect) / 2;
  const isInside = (x: number) => fit.logLikelihood - profileLikelihood(answers, fraction, x) <= most;
  const [first, last] = [chips.xs[0], chips.xs[chips.xs.length - 1]];
  const within = WITHIN * (last - first);
  return {
    value,
    low: endOf(value, first, isInside, within),
    high: endOf(value, last, isInside, within),
    designEffect,
  };
}

/** Between a place that is inside and one that may be not, where it changes; null: both are inside. */
function endOf(inside: number, outside: number, isInside: (x: number) => boolean, within: number): number | null {
  if (isInside(outside)) return null;
  let [near, far] = [inside, outside];
  while (Math.abs(far - near) > within) {
    const middle = (near + far) / 2;
    if (isInside(middle)) near = middle;
    else far = middle;
  }
  return far;
}

/**
 * Ratio of the sandwich variance of the limit, whole chips being independent, to the inverse information.
 * @param free 2: the logit at the limit and its slope; 3: the lapse too
 */
function designEffectOf(
  { xs, times, kept }: AskedChips,
  fit: Psychometric,
  fraction: number,
  value: number,
  free: number,
): number {
  const { lapse, slope } = fit;
  const n = kept.length;
  const places = xs.map((x) => {
    const p = psychometricAt(fit, x);
    const f = p / (1 - lapse);
    const change = p * (1 - f);
    return { p, variance: p * (1 - p), by: [change, change * (x - value), -f].slice(0, free) };
  });
  const known = places.map(({ variance }) => variance > 0);
  const information = new Float64Array(free * free);
  for (const [j, { by, variance }] of places.entries()) {
    if (!known[j]) continue;
    by.forEach((one, a) => {
      by.forEach((other, b) => {
        information[a * free + b] += (n * times * one * other) / variance;
      });
    });
  }
  // The limit moves as logit(fraction / (1 - lapse)) less the logit there does.
  const towards = [-1 / slope, 0, 1 / ((1 - lapse - fraction) * slope)].slice(0, free);
  const direction = Float64Array.from(towards);
  if (solveReal(information, direction) === 0) return 1;
  const along = (by: readonly number[]) => by.reduce((sum, own, i) => sum + own * direction[i], 0);
  const scores = kept.map((own) =>
    own.reduce((sum, yes, j) => {
      const { p, variance, by } = places[j];
      return known[j] ? sum + ((yes - times * p) * along(by)) / variance : sum;
    }, 0),
  );
  const squares = scores.reduce((sum, score) => sum + score * score, 0);
  return ((n / (n - free)) * squares) / along(towards);
}
