import { describe, expect, it } from 'vitest';
import { exponential, normal } from '../../../src/random/distributions.ts';
import { type Stream, stream } from '../../../src/random/stream.ts';
import { meanOf } from '../../statistics/moments.ts';
import { PAIR_CHI_SQUARE_LIMIT, pairChiSquare } from '../../statistics/pairs.ts';
import { bcaInterval, bcaLevel, resamplingKey, resamplingOf } from './bca-bootstrap.ts';

const VALUES = [1.2, 0.4, -0.3, 2.5, 0.8, 5.1, 0.1];
const Z = 1.959963984540054;

function near(found: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(found - expected), `${found} against ${expected}`).toBeLessThan(tolerance * Math.abs(expected));
}

function median(values: Float64Array): number {
  const { length } = values.sort();
  return (values[Math.floor((length - 1) / 2)] + values[Math.floor(length / 2)]) / 2;
}

describe('the BCa interval of a mean', () => {
  it('is the one worked out elsewhere over all 7^7 resamples', () => {
    const all = bcaInterval(VALUES, meanOf, (b, i) => Math.floor(b / 7 ** i) % 7, 7 ** 7);
    near(all.estimate, 1.4);
    near(all.acceleration, 0.0762495449437);
    near(all.z0, 0.0836641550617);
    near(bcaLevel(all.z0, all.acceleration, -Z), 0.0596407158858);
    near(bcaLevel(all.z0, all.acceleration, Z), 0.993869196216);
    near(all.interval[0], 0.457142857143);
    near(all.interval[1], 3.24285714286);
  });

  it('is the one worked out elsewhere over 4,000 resamples of key 1', () => {
    const { z0, interval } = bcaInterval(VALUES, meanOf, resamplingOf(7, 1), 4000);
    near(z0, 0.0667885987779);
    near(interval[0], 0.442857142857);
    near(interval[1], 3.18571428571);
  });

  it('has as many resamples as the page says, and is the same again', () => {
    const once = bcaInterval(VALUES, meanOf, resamplingOf(7, 5));
    expect(bcaInterval(VALUES, meanOf, resamplingOf(7, 5), 10_000)).toEqual(once);
    expect(bcaInterval(VALUES, meanOf, resamplingOf(7, 6))).not.toEqual(once);
  });

  it('moves and is mirrored with the values, in whatever unit', () => {
    const { interval, z0, acceleration } = bcaInterval(VALUES, meanOf, resamplingOf(7, 3));
    const scaled = bcaInterval(
      VALUES.map((x) => 1e-13 * x),
      meanOf,
      resamplingOf(7, 3),
    );
    near(scaled.interval[0] / 1e-13, interval[0]);
    near(scaled.interval[1] / 1e-13, interval[1]);
    near(scaled.z0, z0);
    near(scaled.acceleration, acceleration);
    const mirrored = bcaInterval(
      VALUES.map((x) => 7 - x),
      meanOf,
      resamplingOf(7, 3),
    );
    near(mirrored.acceleration, -acceleration);
    near(mirrored.z0, -z0);
    // Ends are resamples, one of 10,000 apart, whichever side they are counted from.
    expect(Math.abs(7 - mirrored.interval[1] - interval[0])).toBeLessThan(0.02);
    expect(Math.abs(7 - mirrored.interval[0] - interval[1])).toBeLessThan(0.06);
  });

  it('is a point of values that are all the same, and all numbers of one value', () => {
    expect(bcaInterval([0.1, 0.1, 0.1], meanOf, resamplingOf(3, 1)).interval.map((x) => x.toFixed(12))).toEqual([
      '0.100000000000',
      '0.100000000000',
    ]);
    expect(bcaInterval([0, 0], meanOf, resamplingOf(2, 1))).toEqual({
      estimate: 0,
      interval: [0, 0],
      z0: 0,
      acceleration: 0,
    });
    expect(bcaInterval([3], meanOf, resamplingOf(1, 1)).interval).toEqual([-Infinity, Infinity]);
  });

  // The resamples are 0 .. 99, the estimate is `own`; without it the statistic is 0, without another it stays.
  const ofFirst = (own: number) => {
    const values = [own, ...Array.from({ length: 100 }, (_, b) => b)];
    return bcaInterval(
      values,
      ([first]) => first,
      (b) => b + 1,
      100,
    );
  };

  it('ends at the first resample that so many are at or below', () => {
    const { z0, acceleration, interval } = ofFirst(49.5);
    const [mean, n] = [(100 * 49.5) / 101, 101];
    const squares = mean ** 2 + (n - 1) * (mean - 49.5) ** 2;
    expect(z0).toBe(0);
    near(acceleration, (mean ** 3 + (n - 1) * (mean - 49.5) ** 3) / (6 * squares ** 1.5));
    expect(interval).toEqual([-Z, Z].map((z) => Math.ceil(100 * bcaLevel(z0, acceleration, z)) - 1));
  });

  it('has a bias that so many resamples show, where all of them are on one side', () => {
    const { z0, interval } = ofFirst(-1);
    // Phi^-1(0.005)
    near(z0, -2.5758293035489);
    expect(interval).toEqual([0, 0]);
  });

  it('refuses no values and values that are no number', () => {
    expect(() => bcaInterval([], meanOf, resamplingOf(1, 1))).toThrow('expected values, got none');
    expect(() => bcaInterval([1, Number.NaN], meanOf, resamplingOf(2, 1))).toThrow('finite values, got NaN');
  });
});

describe('resamples', () => {
  it('are the numbers of MurmurHash3, the first of key 1 being 1364076727 / 2^32', () => {
    expect(resamplingOf(0x1_0000_0000, 1)(0, 0)).toBe(1364076727);
    expect(resamplingKey(0.5)).toBe(2 ** 31);
    expect(resamplingKey(1 - 2 ** -53)).toBe(2 ** 32 - 1);
  });

  it('take every value as often, neighbours without regard to each other', () => {
    const draw = resamplingOf(16, resamplingKey(stream('resampling')()));
    const [one, next, below] = [
      [0, 0],
      [0, 1],
      [1, 0],
    ].map(([b, i]) => Array.from({ length: 10_000 }, (_, at) => draw(at + b, (at % 15) + i) / 16));
    expect(pairChiSquare(one, next)).toBeLessThan(PAIR_CHI_SQUARE_LIMIT);
    expect(pairChiSquare(one, below)).toBeLessThan(PAIR_CHI_SQUARE_LIMIT);
  });
});

describe('coverage of the BCa interval over 1,000 replicates', () => {
  const covered = (
    n: number,
    law: (from: Stream) => number,
    statistic: (values: Float64Array) => number,
    truth: number,
  ) => {
    let count = 0;
    for (let replicate = 0; replicate < 1000; replicate++) {
      const from = stream('bca', replicate);
      const values = Float64Array.from({ length: n }, () => law(from));
      const { interval } = bcaInterval(values, statistic, resamplingOf(n, resamplingKey(from())), 1000);
      if (interval[0] <= truth && truth <= interval[1]) count++;
    }
    return count;
  };

  // Known by 4,000 replicates elsewhere: 0.947 both. Bounds: 4.9 sigma of a binomial law, false alarm 1e-6.
  it.each([
    ['normal', normal, 0],
    ['exponential', (from: Stream) => exponential(from, 1), 1],
  ] as const)('is 94.7 %% of the mean of 200 values of a %s law', (_, law, truth) => {
    const count = covered(200, law, meanOf, truth);
    expect(count).toBeGreaterThan(912);
    expect(count).toBeLessThan(982);
  });

  // Known too: 0.908, which is less than what is asked for.
  it('is 90.8 % of the mean of 50 values of a lognormal law', () => {
    const count = covered(50, (from) => Math.exp(normal(from)), meanOf, Math.exp(0.5));
    expect(count).toBeGreaterThan(863);
    expect(count).toBeLessThan(953);
  });

  it('holds for a median as well', () => {
    const count = covered(51, normal, median, 0);
    expect(count).toBeGreaterThan(905);
    expect(count).toBeLessThan(982);
  });
});
