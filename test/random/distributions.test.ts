import { createHash } from 'node:crypto';
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import kstest from '@stdlib/stats-kstest';
import { describe, expect, it } from 'vitest';
import { DISTRIBUTIONS } from '../../src/model/vocabulary.ts';
import {
  exponential,
  logSigma,
  normal,
  type Quantile,
  standardQuantile,
  unitLognormal,
} from '../../src/random/distributions.ts';
import { normalQuantile } from '../../src/random/normal-quantile.ts';
import { normalQuantiles } from '../../src/random/normal-quantiles.ts';
import { type Stream, stream } from '../../src/random/stream.ts';

const N = 10_000;
/** The exact Kolmogorov-Smirnov test of 9 laws, one false alarm in a million for all of them. */
const LEAST_P = 1e-6 / 9;

function sample(name: string, variate: (random: Stream) => number): number[] {
  const random = stream('distributions', name);
  return Array.from({ length: N }, () => variate(random));
}

function sampleQuantile(name: string, quantile: Quantile): number[] {
  return sample(name, (random) => quantile(random()));
}

const normalDistribution = (x: number) => erfc(-x / Math.SQRT2) / 2;

describe('laws', () => {
  it('normal', () => {
    expect(kstest(sample('normal', normal), 'normal', 0, 1).pValue).toBeGreaterThan(LEAST_P);
  });

  it('exponential with the given mean', () => {
    const draws = sample('exponential', (random) => exponential(random, 3));
    expect(kstest(draws, 'exponential', 1 / 3).pValue).toBeGreaterThan(LEAST_P);
  });

  it('lognormal with unit mean and the given coefficient of variation', () => {
    const s = logSigma(0.6);
    expect(Math.sqrt(Math.expm1(s * s))).toBeCloseTo(0.6, 14);
    const draws = sample('lognormal', (random) => unitLognormal(random, 0.6));
    expect(kstest(draws, 'lognormal', (-s * s) / 2, s).pValue).toBeGreaterThan(LEAST_P);
  });

  it('uniform of unit variance', () => {
    const draws = sampleQuantile('uniform', standardQuantile('uniform', 0));
    expect(kstest(draws, 'uniform', -Math.sqrt(3), Math.sqrt(3)).pValue).toBeGreaterThan(LEAST_P);
  });

  it.each([2.5, 5, 40])('Student t of %d degrees of freedom, scaled to unit variance', (degrees) => {
    const draws = sampleQuantile(`student-t ${degrees}`, standardQuantile('student-t', degrees));
    const unscaled = draws.map((z) => z * Math.sqrt(degrees / (degrees - 2)));
    expect(kstest(unscaled, 't', degrees).pValue).toBeGreaterThan(LEAST_P);
  });

  it.each([0.5, 2])('normal cut at %d sigmas', (limit) => {
    const draws = sampleQuantile(`truncated ${limit}`, standardQuantile('truncated-normal', limit));
    expect(Math.max(...draws.map(Math.abs))).toBeLessThanOrEqual(limit);
    const below = normalDistribution(-limit);
    const law = (x: number) => (normalDistribution(x) - below) / (1 - 2 * below);
    expect(kstest(draws, law).pValue).toBeGreaterThan(LEAST_P);
  });

  it.each(DISTRIBUTIONS)('%s grows with its number', (distribution) => {
    const quantile = standardQuantile(distribution, 5);
    const values = [2 ** -53, 1e-9, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1 - 1e-9, 1 - 2 ** -53].map(quantile);
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]);
    expect(values[5]).toBeCloseTo(0, 12);
    // Symmetric to the rounding of 1 - u.
    for (const i of [2, 3, 4]) expect(values[i] / values[10 - i]).toBeCloseTo(-1, 12);
  });

  it('agrees with closed forms of Student t', () => {
    // Quantile of t with 4 degrees of freedom (Shaw 2006): sign(u - 1/2) 2 sqrt(q - 1), q = cos(acos(sqrt(a))/3)/sqrt(a).
    const quantile = standardQuantile('student-t', 4);
    for (const u of [1e-9, 1e-3, 0.1, 0.24, 0.26, 0.45]) {
      const a = 4 * u * (1 - u);
      const q = Math.cos(Math.acos(Math.sqrt(a)) / 3) / Math.sqrt(a);
      expect(quantile(u) / (-2 * Math.sqrt(q - 1) * Math.sqrt(0.5))).toBeCloseTo(1, 12);
    }
  });

  it('refuses laws that do not exist', () => {
    expect(() => standardQuantile('student-t', 2)).toThrow('more than 2 degrees of freedom, got 2');
    expect(() => standardQuantile('truncated-normal', 0)).toThrow('above 0 sigmas, got 0');
  });
});

describe('normalQuantile', () => {
  it('agrees with erfcinv to rounding, down to the smallest number of a stream, 2^-53', () => {
    const levels = [...Array.from({ length: 499 }, (_, i) => (i + 1) / 1000), ...range(3, 17).map((k) => 10 ** -k)];
    for (const p of levels) {
      // Both claim about 2e-16 relative; a few roundings of either are allowed.
      expect(Math.abs(normalQuantile(p) / (-Math.SQRT2 * erfcinv(2 * p)) - 1)).toBeLessThan(1e-15);
    }
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  });
});

describe('normalQuantiles', () => {
  const ends = [0.075, 0.925].flatMap((u) => [u - 2 ** -53, u, u + 2 ** -53]);
  const numbers = [2 ** -53, 1e-9, ...sample('quantiles', (random) => random()), ...ends, 0.5, 1 - 2 ** -53];

  it.each([0, 1, 2, 7, numbers.length])('of %d numbers are the bits of each alone', (count) => {
    const u = Float64Array.from(numbers.slice(numbers.length - count));
    const before = u.slice();
    const z = normalQuantiles(u);
    expect(z).toHaveLength(count);
    expect(z.findIndex((value, i) => value !== normalQuantile(before[i]))).toBe(-1);
    expect(u).toEqual(before);
  });
});

it('keeps its promise: the draws of a law never change', () => {
  const bits = createHash('sha256');
  for (const law of DISTRIBUTIONS) bits.update(Float64Array.from(sampleQuantile('golden', standardQuantile(law, 5))));
  bits.update(Float64Array.from(sample('golden', (random) => exponential(random, 2))));
  bits.update(Float64Array.from(sample('golden', (random) => unitLognormal(random, 0.3))));
  expect(bits.digest('hex')).toBe('1b27741108c6f29d54bea7d168060974b5d39e6f84d17d70f88e7adda0a92a1a');
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
