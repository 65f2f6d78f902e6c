import { exp, ln, log1p } from '../../model/elementary.ts';
import { largestBetween } from '../statistics/golden-section.ts';
import type { AnswersAt } from './answers.ts';

/** P(yes) = (1 - lapse) / (1 + exp(-slope (x - threshold))); it falls along x where the slope is below 0. */
export interface Psychometric {
  /** Where half of those that do not lapse say yes. */
  readonly threshold: number;
  /** In 1/unit of x. */
  readonly slope: number;
  /** Part that says no however far x is on the good side. */
  readonly lapse: number;
  /** Without binomial constants. */
  readonly logLikelihood: number;
  /** The answers have no finite slope: the likelihood grows with it as far as was looked. */
  readonly steep: boolean;
}

/** A plateau below this is no lapse any more. */
const MOST_LAPSE = 0.5;
/** A scale below this part of the smallest distance of two values is a step between them. */
const STEEPEST = 1 / 12;
const ITERATIONS = 100;
const HALVINGS = 40;
/** Change of the log-likelihood at which it is at its maximum. */
const CONVERGED = 1e-12;

/**
 * The psychometric function of the largest likelihood, without guesses (Wichmann, Hill 2001, Percept. Psychophys. 63:1293), as if
 * all answers were independent. Where those of one chip are alike it is consistent still.
 * @param answers at two values of x or more, ascending  @param mostLapse 0: there is none
 */
export function fitPsychometric(answers: readonly AnswersAt[], mostLapse = MOST_LAPSE): Psychometric {
  const { places, centre, half, most } = scaled(answers);
  const best = withLapse(mostLapse, (lapse, near) => alongLine(places, lapse, most, near, null));
  return {
    threshold: centre - (half * best.intercept) / best.slope,
    slope: best.slope / half,
    lapse: best.lapse,
    logLikelihood: best.logLikelihood,
    steep: Math.abs(best.slope) >= most * (1 - 1e-9),
  };
}

/** The largest log-likelihood of those psychometric functions that are `fraction`, 0 < fraction < 1, at x. */
export function profileLikelihood(
  answers: readonly AnswersAt[],
  fraction: number,
  x: number,
  mostLapse = MOST_LAPSE,
): number {
  const { places, centre, half, most } = scaled(answers);
  const at = (x - centre) / half;
  const moved = places.map((own) => ({ ...own, x: own.x - at }));
  return withLapse(Math.min(mostLapse, 1 - fraction), (lapse, { slope }) => {
    const part = fraction / (1 - lapse);
    const intercept = part < 1 ? ln(part / (1 - part)) : Number.POSITIVE_INFINITY;
    return alongLine(moved, lapse, most, { intercept, slope }, intercept);
  }).logLikelihood;
}

/** P(yes) at x. */
export function psychometricAt(
  { threshold, slope, lapse }: Pick<Psychometric, 'threshold' | 'slope' | 'lapse'>,
  x: number,
): number {
  return (1 - lapse) * logistic(slope * (x - threshold));
}

/** Where P(yes) is `fraction`, 0 < fraction < 1; null: nowhere, more of them lapse. */
export function psychometricLimit(
  { threshold, slope, lapse }: Pick<Psychometric, 'threshold' | 'slope' | 'lapse'>,
  fraction: number,
): number | null {
  const part = fraction / (1 - lapse);
  return part < 1 && slope !== 0 ? threshold + ln(part / (1 - part)) / slope : null;
}

/** Twice the log-likelihood that fractions of their own at every value have more. */
export function devianceOf(answers: readonly AnswersAt[], { logLikelihood }: Psychometric): number {
  const saturated = answers.reduce((sum, { kept, of }) => sum + logOf(kept, of, kept / of), 0);
  return Math.max(0, 2 * (saturated - logLikelihood));
}

/** The logit of those that do not lapse, along an axis from -1 to 1. */
interface Logit {
  readonly intercept: number;
  readonly slope: number;
}

interface Fitted extends Logit {
  readonly lapse: number;
  readonly logLikelihood: number;
}

function scaled(answers: readonly AnswersAt[]) {
  const { length } = answers;
  if (length < 2) throw new Error(`psychometric: expected answers at two values or more, got ${length}`);
  for (const { x, kept, of } of answers) {
    if (!(Number.isFinite(x) && of > 0 && kept >= 0 && kept <= of)) {
      throw new Error(`psychometric: expected 0 <= kept <= of and of > 0, got ${kept} of ${of} at ${x}`);
    }
  }
  const centre = (answers[0].x + answers[length - 1].x) / 2;
  const half = (answers[length - 1].x - answers[0].x) / 2;
  const places = answers.map((own) => ({ ...own, x: (own.x - centre) / half }));
  const gaps = places.slice(1).map(({ x }, i) => x - places[i].x);
  if (!(half > 0 && gaps.every((gap) => gap > 0))) throw new Error('psychometric: expected ascending values');
  return { places, centre, half, most: 1 / (STEEPEST * Math.min(...gaps)) };
}

/** Of the fits at each lapse that of the largest likelihood; without one unless it is larger with it. */
function withLapse(most: number, at: (lapse: number, near: Logit) => Fitted): Fitted {
  const without = at(0, { intercept: 0, slope: 0 });
  // Each fit begins at the last one, which is near.
  let last = without;
  const likelihood = (lapse: number) => {
    last = at(lapse, last);
    return last.logLikelihood;
  };
  const inside = at(largestBetween(0, most, likelihood), last);
  return inside.logLikelihood > without.logLikelihood + CONVERGED ? inside : without;
}

/** Fisher scoring of slope and intercept at a lapse, |slope| <= most. @param fixed the intercept; null: it is free */
function alongLine(
  places: readonly AnswersAt[],
  lapse: number,
  most: number,
  start: Logit,
  fixed: number | null,
): Fitted {
  let { intercept, slope } = start;
  let value = logLikelihood(places, intercept, slope, lapse);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (const { x, kept, of } of places) {
      const f = logistic(intercept + slope * x);
      const p = (1 - lapse) * f;
      const change = p * (1 - f);
      // Next to 0 and 1 the answers leave no doubt, and the ratios are 0 / 0.
      if (!(change > 0) || !(p < 1)) continue;
      const pull = ((kept - of * p) * (1 - f)) / (1 - p);
      const weight = (of * change * (1 - f)) / (1 - p);
      g0 += pull;
      g1 += pull * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    let [step0, step1] = [0, g1 / h11];
    if (fixed === null) {
      const determinant = h00 * h11 - h01 * h01;
      [step0, step1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    }
    if (!Number.isFinite(step0) || !Number.isFinite(step1)) break;
    if (Math.abs(slope + step1) > most) {
      step1 = Math.sign(slope + step1) * most - slope;
      if (fixed === null) step0 = (g0 - h01 * step1) / h00;
    }
    let next = logLikelihood(places, intercept + step0, slope + step1, lapse);
    for (let halved = 0; !(next >= value) && halved < HALVINGS; halved++) {
      step0 /= 2;
      step1 /= 2;
      next = logLikelihood(places, intercept + step0, slope + step1, lapse);
    }
    if (!(next > value)) break;
    const gained = next - value;
    [intercept, slope, value] = [intercept + step0, slope + step1, next];
    if (gained < CONVERGED) break;
  }
  return { intercept, slope, lapse, logLikelihood: value };
}

function logLikelihood(places: readonly AnswersAt[], intercept: number, slope: number, lapse: number): number {
  return places.reduce(
    (sum, { x, kept, of }) => sum + logOf(kept, of, (1 - lapse) * logistic(intercept + slope * x)),
    0,
  );
}

function logOf(kept: number, of: number, p: number): number {
  return (kept === 0 ? 0 : kept * ln(p)) + (kept === of ? 0 : (of - kept) * log1p(-p));
}

function logistic(t: number): number {
  return 1 / (1 + exp(-t));
}
