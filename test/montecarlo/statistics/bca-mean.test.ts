import { describe, expect, it } from 'vitest';
import { bcaMean } from '../../../src/montecarlo/statistics/bca-mean.ts';
import { exponential, normal } from '../../../src/random/distributions.ts';
import { type Stream, stream } from '../../../src/random/stream.ts';
import { meanOf, varianceOf } from '../../statistics/moments.ts';
import { bcaInterval, resamplingOf } from './bca-bootstrap.ts';

const VALUES = [1.2, 0.4, -0.3, 2.5, 0.8, 5.1, 0.1];

function ends(values: ArrayLike<number>): readonly [number, number] {
  return bcaMean(values)!.interval!;
}

describe('the BCa interval of a mean in closed form', () => {
  // a = 0.0762495449437, worked out elsewhere; sigma^2 = sum d^2 / 49 = 20.88 / 49.
  it('has the acceleration of the values in its ends', () => {
    const a = 0.0762495449437;
    const sigma = Math.sqrt(20.88) / 7;
    const [low, high] = ends(VALUES);
    expect(bcaMean(VALUES)!.mean).toBeCloseTo(1.4, 14);
    for (const [found, z] of [
      [low, -1.959963984540054],
      [high, 1.959963984540054],
    ]) {
      const expected = 1.4 + (sigma * (a + z)) / (1 - a * (a + z)) ** 2;
      expect(Math.abs(found - expected)).toBeLessThan(1e-10);
    }
  });

  // The ends of 200,000 resamples stray by 0.006 standard errors; what the two differ by is of third order, 1/n of one.
  it.each([
    ['normal', normal],
    ['exponential', (from: Stream) => exponential(from, 1)],
    ['lognormal', (from: Stream) => Math.exp(normal(from))],
  ] as const)('is that of very many resamples, within 0.04 standard errors, for 25 values of a %s law', (name, law) => {
    const from = stream('closed form', name);
    const values = Float64Array.from({ length: 25 }, () => law(from));
    const error = Math.sqrt(varianceOf(values) / 25);
    const { interval, estimate } = bcaInterval(values, meanOf, resamplingOf(25, 77), 200_000);
    ends(values).forEach((end, i) => {
      expect(Math.abs(end - interval[i]) / error).toBeLessThan(0.04);
    });
    expect(bcaMean(values)!.mean).toBeCloseTo(estimate, 13);
  });

  // Known of the BCa of resamples: 0.947 both at 200 values, 0.908 at 50 of a lognormal law; false alarm 1e-6.
  it.each([
    ['normal', normal, 200, 0, 0.947],
    ['exponential', (from: Stream) => exponential(from, 1), 200, 1, 0.947],
    ['lognormal', (from: Stream) => Math.exp(normal(from)), 50, Math.exp(0.5), 0.908],
  ] as const)('covers the mean of a %s law as often as is known, over 1,000 replicates', (_, law, n, truth, known) => {
    let count = 0;
    for (let replicate = 0; replicate < 1000; replicate++) {
      const from = stream('closed form covers', replicate);
      const [low, high] = ends(Float64Array.from({ length: n }, () => law(from)));
      if (low <= truth && truth <= high) count++;
    }
    expect(Math.abs(count / 1000 - known)).toBeLessThan(4.9 * Math.sqrt((known * (1 - known)) / 1000));
  });

  it('is mirrored with the values and in whatever unit', () => {
    const [low, high] = ends(VALUES);
    const [mirrored, other] = ends(VALUES.map((x) => -1e-13 * x));
    expect(-other / 1e-13).toBeCloseTo(low, 12);
    expect(-mirrored / 1e-13).toBeCloseTo(high, 12);
  });

  it('is a point of equal values, unknown of one, and there is none of none', () => {
    expect(bcaMean([2, 2, 2])).toEqual({ mean: 2, interval: [2, 2] });
    expect(bcaMean([2])).toEqual({ mean: 2, interval: null });
    expect(bcaMean([])).toBeNull();
  });
});
