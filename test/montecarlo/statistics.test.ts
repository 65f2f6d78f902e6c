import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialWeights } from '../../src/montecarlo/statistics/binomial.ts';
import { mcNemarExact, newcombeInterval } from '../../src/montecarlo/statistics/paired.ts';
import {
  clopperPearsonInterval,
  type Interval,
  proportion,
  wilsonInterval,
} from '../../src/montecarlo/statistics/proportion.ts';
import { quantile, quantileRanks, quantilesOf } from '../../src/montecarlo/statistics/quantile.ts';

/** Known answers computed with mpmath, SciPy and exact summation; all held to 1e-9 relative. */
function expectRelative(value: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.abs(expected),
  );
}

function expectInterval(interval: readonly number[], expected: readonly number[]): void {
  for (let i = 0; i < 2; i++) expectRelative(interval[i], expected[i]);
}

/** P(interval of X contains p), X binomial(n, p), summed exactly. */
function coverage(interval: (k: number, n: number) => Interval, n: number, p: number): number {
  let sum = 0;
  binomialWeights(n, p).forEach((weight, k) => {
    const [low, high] = interval(k, n);
    if (low <= p && p <= high) sum += weight;
  });
  return sum;
}

const anyCount = fc
  .integer({ min: 1, max: 3000 })
  .chain((n) => fc.record({ n: fc.constant(n), count: fc.integer({ min: 0, max: n }) }));

describe('binomial weights', () => {
  it('are the exact ones of ten fair coins', () => {
    const expected = [1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1].map((ways) => ways / 1024);
    binomialWeights(10, 0.5).forEach((weight, k) => {
      expectRelative(weight, expected[k], 1e-14);
    });
  });

  it('keep the far tail', () => {
    expectRelative(binomialWeights(1000, 0.5)[0], 2 ** -1000, 1e-12);
    expectRelative(binomialWeights(50, 0.01)[50], 1e-100, 1e-12);
  });

  it('refuse what is no binomial law', () => {
    expect(() => binomialWeights(2.5, 0.5)).toThrow('2.5');
    expect(() => binomialWeights(3, 1)).toThrow('0 < p < 1, got 1');
  });
});

describe('intervals of a yield', () => {
  it.each([
    [0, 20, [0, 0.161125158053], [0, 0.168433470983]],
    [1, 20, [0.0088814488008, 0.236131193447], [0.00126508949795, 0.248732762772]],
    [10, 100, [0.0552291370607, 0.174365661505], [0.0490046892215, 0.17622259774]],
    [100, 100, [0.963006501793, 1], [0.963783307355, 1]],
    [3, 1e6, [1.02027124097e-6, 8.82114977431e-6], [6.18672550191e-7, 8.76724778815e-6]],
  ])('%i of %i: Wilson and Clopper-Pearson', (count, n, wilson, clopperPearson) => {
    expectInterval(wilsonInterval(count, n), wilson);
    expectInterval(clopperPearsonInterval(count, n), clopperPearson);
  });

  it.each([
    [20, 0.9, 0.956825504716, 0.988746865835],
    [100, 0.99, 0.920626797748, 0.981625963555],
  ])('n %i, p %f: coverage is the exact one', (n, p, wilson, clopperPearson) => {
    expectRelative(coverage(wilsonInterval, n, p), wilson);
    expectRelative(coverage(clopperPearsonInterval, n, p), clopperPearson);
  });

  it('enclose the fraction, mirror when yes and no swap, and stay in 0 .. 1', () => {
    fc.assert(
      fc.property(anyCount, ({ n, count }) => {
        for (const interval of [wilsonInterval, clopperPearsonInterval]) {
          const [low, high] = interval(count, n);
          const [mirroredLow, mirroredHigh] = interval(n - count, n);
          expect(0 <= low && low <= count / n && count / n <= high && high <= 1).toBe(true);
          expect(Math.abs(low - (1 - mirroredHigh))).toBeLessThan(1e-12);
          expect(Math.abs(high - (1 - mirroredLow))).toBeLessThan(1e-12);
        }
      }),
      { seed: 1 },
    );
  });

  it('say nothing about no chips, and refuse an impossible count', () => {
    expect(proportion(0, 0)).toEqual({ count: 0, n: 0, fraction: null, wilson: [0, 1], clopperPearson: [0, 1] });
    expect(() => proportion(3, 2)).toThrow('got 3 of 2');
    expect(() => proportion(0.5, 2)).toThrow('got 0.5 of 2');
  });
});

describe('two rules on the same chips', () => {
  it.each([
    [0, 0, 1],
    [0, 6, 0.03125],
    [2, 10, 0.03857421875],
    [40, 60, 0.05688793364098],
    [0, 100, 1.577721810442e-30],
  ])('exact McNemar of %i and %i discordant pairs', (b, c, p) => {
    expectRelative(mcNemarExact(b, c), p);
    expectRelative(mcNemarExact(c, b), p);
  });

  it.each([
    [36, 12, 2, 0, [0.05692958400324, 0.3404276029749]],
    [20, 12, 2, 16, [0.05615642484175, 0.3292069954001]],
    [50, 0, 0, 0, [-0.07134759913336, 0.07134759913336]],
    [0, 30, 0, 0, [0.8394678198624, 1]],
  ])('Newcombe interval of %i %i %i %i', (both, onlyFirst, onlySecond, neither, expected) => {
    const [low, high] = newcombeInterval({ both, onlyFirst, onlySecond, neither });
    expectInterval([low, high], expected);
    const swapped = newcombeInterval({ both, onlyFirst: onlySecond, onlySecond: onlyFirst, neither });
    expectInterval(swapped, [-high, -low]);
  });

  it('encloses the difference and stays in -1 .. 1', () => {
    const cell = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(cell, cell, cell, cell, (both, onlyFirst, onlySecond, neither) => {
        const n = both + onlyFirst + onlySecond + neither;
        const [low, high] = newcombeInterval({ both, onlyFirst, onlySecond, neither });
        const difference = n === 0 ? 0 : (onlyFirst - onlySecond) / n;
        expect(-1 - 1e-12 <= low && low <= difference && difference <= high && high <= 1 + 1e-12).toBe(true);
      }),
      { seed: 1 },
    );
  });
});

describe('quantiles', () => {
  it('interpolate as type 7 does', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([1, 5], 1)).toBe(5);
    expect(() => quantile([], 0.5)).toThrow('n > 0');
  });

  it.each([
    [20, 0.5, 6, 15, 0.958610534668],
    [100, 0.1, 5, 17, 0.955690107191],
  ])('n %i, quantile %f: ranks and their exact confidence', (n, q, lower, upper, confidence) => {
    const ranks = quantileRanks(n, q);
    expect([ranks.lower, ranks.upper]).toEqual([lower, upper]);
    expectRelative(ranks.confidence, confidence);
  });

  it('leave the interval open where the sample bounds nothing', () => {
    expect(quantileRanks(50, 0.01).lower).toBe(0);
    expect(quantilesOf([3, 1, 2])?.medianInterval).toEqual([null, null]);
    // Six values are the fewest with 2 * 2^-6 <= 5 %.
    expect(quantilesOf([6, 5, 4, 3, 2, 1])?.medianInterval).toEqual([1, 6]);
  });

  it('do not depend on the order of the sample', () => {
    const values = Array.from({ length: 20 }, (_, i) => ((i * 7) % 20) + 1);
    const spread = quantilesOf(values);
    expect(spread).toMatchObject({ n: 20, q25: 5.75, median: 10.5, q75: 15.25, medianInterval: [6, 15] });
    expectRelative(spread?.q05 ?? Number.NaN, 1.95, 1e-14);
    expectRelative(spread?.q95 ?? Number.NaN, 19.05, 1e-14);
  });

  it('have none of an empty sample and refuse what is not finite', () => {
    expect(quantilesOf([])).toBeNull();
    expect(() => quantilesOf([1, Number.NaN])).toThrow('got NaN');
  });
});
