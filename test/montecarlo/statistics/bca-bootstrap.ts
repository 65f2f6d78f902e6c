import { type Interval, Z95 } from '../../../src/montecarlo/statistics/proportion.ts';
import { normalCumulative } from '../../../src/random/cumulative.ts';
import { normalQuantile } from '../../../src/random/normal-quantile.ts';

/** Which value stands at place i of resample b. */
export type Resampling = (b: number, i: number) => number;

/** A statistic with its 95 % interval, and what that was made of. */
export interface Bca {
  readonly estimate: number;
  /** All numbers: one value shows nothing of how much values vary. */
  readonly interval: Interval;
  /** Bias correction, and acceleration. */
  readonly z0: number;
  readonly acceleration: number;
}

/** Fewer would move the ends of an interval by more than a fiftieth of their distance. */
export const RESAMPLES = 10_000;
/** Resamples that differ from the estimate by a rounding are equal to it; of the largest value. */
const TIE = 1e-12;

/**
 * Bias-corrected, accelerated bootstrap interval, 95 % two-sided (Efron 1987, JASA 82:171), of a statistic of independent values. The
 * acceleration is the jackknife's. Where no resample differs from the estimate it is a point.
 *
 * @param values n > 0 finite ones; of paired data the differences. Another order is another set of resamples: sort what has none.
 * @param statistic of as many values, or one less; it may change their order but not keep them.
 * @param resampling see `resamplingOf`.
 */
export function bcaInterval(
  values: ArrayLike<number>,
  statistic: (values: Float64Array) => number,
  resampling: Resampling,
  resamples = RESAMPLES,
): Bca {
  const n = values.length;
  if (n === 0) throw new Error('bootstrap: expected values, got none');
  const own = Float64Array.from(values);
  const unfit = own.find((value) => !Number.isFinite(value));
  if (unfit !== undefined) throw new Error(`bootstrap: expected finite values, got ${unfit}`);
  const estimate = statistic(own.slice());
  if (n === 1)
    return { estimate, interval: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], z0: 0, acceleration: 0 };
  const tie = TIE * own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const found = new Float64Array(resamples);
  const resample = new Float64Array(n);
  let below = 0;
  for (let b = 0; b < resamples; b++) {
    for (let i = 0; i < n; i++) resample[i] = own[resampling(b, i)];
    found[b] = statistic(resample);
    below += Math.abs(found[b] - estimate) <= tie ? 0.5 : found[b] < estimate ? 1 : 0;
  }
  found.sort();
  const acceleration = accelerationOf(jackknife(own, statistic));
  // All on one side would be a bias beyond all numbers, which so many resamples do not show.
  const z0 = normalQuantile(Math.min(resamples - 0.5, Math.max(0.5, below)) / resamples);
  const end = (z: number) => found[rank(bcaLevel(z0, acceleration, z), resamples) - 1];
  return { estimate, interval: [end(-Z95), end(Z95)], z0, acceleration };
}

/** The part of resamples below an end of the interval, whose end it would be at z of a normal law. */
export function bcaLevel(z0: number, acceleration: number, z: number): number {
  return normalCumulative(z0 + (z0 + z) / (1 - acceleration * (z0 + z)));
}

/**
 * Resamples of n values, each value with the same chance, from a key of 32 bits: draws are numbered, and the number with the key is
 * hashed (MurmurHash3's last step). Repeats after 2^32 draws. Take the key from a stream of the run's seed.
 */
export function resamplingOf(n: number, key: number): Resampling {
  return (b, i) => Math.floor((n * hash(n * b + i + key)) / 0x1_0000_0000);
}

/** A key for `resamplingOf`, from one number of a stream. */
export function resamplingKey(uniform: number): number {
  return Math.floor(uniform * 0x1_0000_0000);
}

function hash(number: number): number {
  let h = number >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function rank(level: number, resamples: number): number {
  return Math.min(resamples, Math.max(1, Math.ceil(level * resamples)));
}

/** The statistic without each of the values. */
function jackknife(own: Float64Array, statistic: (values: Float64Array) => number): Float64Array {
  const others = new Float64Array(own.length - 1);
  return own.map((_, left) => {
    others.set(own.subarray(0, left));
    others.set(own.subarray(left + 1), left);
    return statistic(others);
  });
}

/** Sum of cubes over the sum of squares to 3/2, over 6, of how far each leads below the mean: at most 1/6. */
function accelerationOf(without: Float64Array): number {
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  let squares = 0;
  let cubes = 0;
  for (const value of without) {
    const d = mean - value;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
