import { exp, ln, log1p } from '../../model/elementary.ts';
import { meanOf } from '../statistics/mean.ts';
import { clopperPearsonInterval, type Interval, Z95 } from '../statistics/proportion.ts';
import type { Level, Repetition } from './repetition.ts';

/** A probability from independent repetitions. */
export interface RareEstimate {
  /** Mean over the repetitions; null: none of them came to a failing point. */
  readonly probability: number | null;
  /** 95 %. */
  readonly interval: Interval;
}

/**
 * Probability of failing. Where no repetition came to a failing point it is bounded by that of exceeding a score which all of them
 * did exceed, and which no failing point falls short of.
 */
export function failureProbability(repetitions: readonly Repetition[]): RareEstimate {
  const failing = overRepetitions(repetitions.map(ofFailing));
  if (failing.probability !== null) return failing;
  const lasts = repetitions.map(({ levels }) => levels[levels.length - 1]);
  const [least] = lasts.map(({ above }) => above).sort((a, b) => a - b);
  if (least > Number.NEGATIVE_INFINITY)
    return { probability: null, interval: [0, exceedance(repetitions, least).interval[1]] };
  // Points of the first levels are independent.
  const points = repetitions.reduce((sum, { levels }) => sum + levels[0].scores.length, 0);
  return { probability: null, interval: [0, clopperPearsonInterval(0, points)[1]] };
}

/** Probability of a score above `score`, as far down as every repetition has led. */
export function exceedance(repetitions: readonly Repetition[], score: number): RareEstimate {
  return overRepetitions(
    repetitions.map(({ levels }) => {
      const level = levels.findLast(({ above }) => above <= score)!;
      return level.probability * partOf(level, level.scores.filter((own) => own > score).length);
    }),
  );
}

/**
 * The mean, and Student's interval of it taken on the logarithm, m exp(+- t s / (m sqrt n)): the law of one repetition is skew, and
 * no probability is below 0.
 */
export function overRepetitions(probabilities: readonly number[]): RareEstimate {
  const found = meanOf(probabilities);
  if (found === null || found.mean === 0) return { probability: null, interval: [0, 1] };
  const { mean, interval } = found;
  const factor = exp((interval[1] - mean) / mean);
  return { probability: mean, interval: [mean / factor, Math.min(1, mean * factor)] };
}

function ofFailing({ levels }: Repetition): number {
  const last = levels[levels.length - 1];
  return last.probability * partOf(last, last.failing);
}

function partOf({ scores }: Level, count: number): number {
  return count / scores.length;
}

/** As many independent chips would have to be counted for an interval as narrow; or, none of them failing, for a bound as low. */
export function plainChips({ probability, interval: [low, high] }: RareEstimate): number {
  if (probability === null) return Math.ceil(ln(0.025) / log1p(-high));
  const relativeError = ln(probability / low) / Z95;
  return Math.ceil((1 - probability) / (probability * relativeError * relativeError));
}

/** A way of failing, and its probability. */
export interface FailureKind extends RareEstimate {
  readonly words: string;
}

/** The ways in which points of the last levels fail, the most probable first. */
export function failureKinds(repetitions: readonly Repetition[]): FailureKind[] {
  const words = new Set(repetitions.flatMap(({ points }) => points.flatMap(({ failing }) => failing?.words ?? [])));
  return [...words]
    .map((own): FailureKind => {
      const shares = repetitions.map(({ levels, points }) => {
        const count = points.filter(({ failing }) => failing?.words === own).length;
        return levels[levels.length - 1].probability * (count / points.length);
      });
      return { words: own, ...overRepetitions(shares) };
    })
    .sort((a, b) => b.probability! - a.probability!);
}
