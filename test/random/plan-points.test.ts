import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { owenScramble } from '../../src/random/owen-scramble.ts';
import { LATIN_BLOCK, latinPoints, type PlanPoints, sobolPoints } from '../../src/random/plan-points.ts';
import { SOBOL_DIMENSIONS, sobolBits } from '../../src/random/sobol.ts';
import { chiSquareBounds, meanIsWithin, varianceIsWithin, varianceOf } from '../statistics/moments.ts';
import { CORRELATION_LIMIT_10000, correlation, PAIR_CHI_SQUARE_LIMIT, pairChiSquare } from '../statistics/pairs.ts';

const plain: PlanPoints = (_seed, _replicate, dimension, point) => sobolBits(point, dimension) / 2 ** 32;
const pointsOf = (points: PlanPoints, n: number, dimensions: number, seed = 'points', replicate = 0) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: dimensions }, (_, d) => points(seed, replicate, d, i)));

describe('the Sobol sequence', () => {
  // Worked out elsewhere, the first five dimensions by two programs.
  it('has the known points', () => {
    const first = pointsOf(plain, 4, 5);
    expect(first[0]).toEqual([0, 0, 0, 0, 0]);
    expect(first[1]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(first[2]).toEqual([0.75, 0.25, 0.25, 0.25, 0.75]);
    expect(first[3]).toEqual([0.25, 0.75, 0.75, 0.75, 0.25]);
    expect(sobolBits(123456789, 0) / 2 ** 32).toBe(0.9758977368474007);
    expect(Array.from({ length: SOBOL_DIMENSIONS }, (_, d) => sobolBits(1000, d) / 2 ** 32)).toEqual([
      0.2197265625, 0.0966796875, 0.5185546875, 0.6767578125, 0.2802734375, 0.9072265625, 0.0458984375, 0.8994140625,
      0.5009765625, 0.0693359375, 0.0849609375, 0.2548828125, 0.1611328125, 0.3837890625, 0.1435546875, 0.3701171875,
      0.7197265625, 0.3447265625, 0.9912109375, 0.7255859375, 0.5224609375, 0.5498046875, 0.9501953125, 0.5400390625,
    ]);
  });

  it('has the known discrepancy and mean of a product', () => {
    const points = pointsOf(plain, 1024, 5);
    const c = [0, 0.5, 3, 9, 99];
    const mean = points.reduce(
      (sum, x) => sum + x.reduce((all, u, d) => (all * (Math.abs(4 * u - 2) + c[d])) / (1 + c[d]), 1),
      0,
    );
    expect(mean / 1024).toBeCloseTo(1.000019058608, 11);
    // Centred L2 discrepancy (Hickernell 1998, eq. 5.5), squared.
    const centre = (u: number) => Math.abs(u - 0.5);
    let [one, two] = [0, 0];
    for (const x of points) {
      one += x.reduce((all, u) => all * (1 + centre(u) / 2 - centre(u) ** 2 / 2), 1);
      for (const y of points) {
        two += x.reduce((all, u, d) => all * (1 + centre(u) / 2 + centre(y[d]) / 2 - Math.abs(u - y[d]) / 2), 1);
      }
    }
    expect((13 / 12) ** 5 - (2 / 1024) * one + two / 1024 ** 2).toBeCloseTo(2.525321300206e-5, 15);
  });

  it('refuses points and dimensions that it has not', () => {
    expect(() => sobolBits(2 ** 32, 0)).toThrow('below 2^32');
    expect(() => sobolBits(1.5, 0)).toThrow('got 1.5');
    expect(() => sobolBits(1, 24)).toThrow('a dimension below 24, got 24');
  });
});

describe.each([
  ['plain', plain],
  ['scrambled', sobolPoints],
] as const)('evenness of the %s sequence', (_, points) => {
  it('has one point of every aligned 2^m in each of 2^m parts, in every dimension', () => {
    for (let d = 0; d < SOBOL_DIMENSIONS; d++) {
      for (const [from, n] of [
        [0, 256],
        [256, 256],
        [96, 32],
      ]) {
        const parts = Array.from({ length: n }, (_, i) => Math.floor(n * points('even', 3, d, from + i)));
        expect(new Set(parts).size).toBe(n);
      }
    }
  });

  it('has one of 256 in every elementary interval of area 1/256 of the first two dimensions', () => {
    const pairs = pointsOf(points, 256, 2, 'elementary', 1);
    for (let k = 0; k <= 8; k++) {
      const cells = new Set(pairs.map(([x, y]) => Math.floor(x * 2 ** k) * 256 + Math.floor(y * 2 ** (8 - k))));
      expect(cells.size).toBe(256);
    }
  });
});

describe("Owen's scrambling by a hash", () => {
  it('is the known one', () => {
    expect(owenScramble(0, 1)).toBe(2792218860);
    expect(owenScramble(123456789, 42)).toBe(1160570419);
  });

  it('keeps numbers together that agree in their first bits, and apart that do not', () => {
    const bits = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(bits, bits, bits, (a, b, seed) => {
        const [x, y] = [owenScramble(a, seed), owenScramble(b, seed)];
        expect(Math.clz32(x ^ y)).toBe(Math.clz32(a ^ b));
      }),
    );
  });
});

it('a scrambled Sobol point lies in the middle of its 2^-32nd, so that none is 0', () => {
  for (let point = 0; point < 100; point++) expect((sobolPoints('middle', 0, 4, point) * 2 ** 32) % 1).toBe(0.5);
});

describe.each([
  ['sobol', sobolPoints],
  ['latin-hypercube', latinPoints],
] as const)('points of a %s plan', (_, points) => {
  it('are uniform over replicates, whichever point', () => {
    for (const point of [0, 1, 37]) {
      const u = Float64Array.from({ length: 4000 }, (_, r) => points('uniform', r, 2, point));
      expect(Math.min(...u)).toBeGreaterThan(0);
      expect(Math.max(...u)).toBeLessThan(1);
      meanIsWithin(u, 1 / 2, Math.sqrt(1 / 12));
      meanIsWithin(
        u.map((x) => x * x),
        1 / 3,
        Math.sqrt(4 / 45),
      );
    }
  });

  it('are independent between replicates, dimensions and seeds', () => {
    const of = (seed: string, shift: number, dimension: number) =>
      Float64Array.from({ length: 10_000 }, (_, r) => points(seed, r + shift, dimension, 5));
    const one = of('a', 0, 0);
    for (const other of [of('a', 1, 0), of('a', 0, 1), of('b', 0, 0)]) {
      expect(Math.abs(correlation(one, other))).toBeLessThan(CORRELATION_LIMIT_10000);
      expect(pairChiSquare(one, other)).toBeLessThan(PAIR_CHI_SQUARE_LIMIT);
    }
  });

  it('give the mean of a product without bias', () => {
    const c = [0, 0.5, 3];
    const means = Float64Array.from({ length: 400 }, (_, r) => {
      const sum = pointsOf(points, 32, 3, 'unbiased', r).reduce(
        (all, x) => all + x.reduce((own, u, d) => (own * (Math.abs(4 * u - 2) + c[d])) / (1 + c[d]), 1),
        0,
      );
      return sum / 32;
    });
    // The variance of the product of independent uniforms over 32 is an upper bound that both keep well below.
    const variance = c.reduce((all, own) => all * (1 + 1 / 3 / (1 + own) ** 2), 1) - 1;
    meanIsWithin(means, 1, Math.sqrt(variance / 32));
    const spread = means.reduce((sum, own) => sum + (own - 1) ** 2, 0) / 400;
    expect(spread).toBeLessThan(variance / 32 / 5);
  });

  // In every 32nd part one point, uniform in it: the mean of 32 has the variance 1 / (12 32^3) in each dimension, not 1 / (12 32). The
  // hash leaves the low bits of neighbouring points alike, so that a Sobol sequence has less (a third was measured), never more.
  it('give a sum over dimensions with the variance of its parts, 1/1024 of the independent one, or less', () => {
    const dimensions = 8;
    const means = Float64Array.from({ length: 500 }, (_, r) => {
      let sum = 0;
      for (let d = 0; d < dimensions; d++) for (let i = 0; i < 32; i++) sum += points('additive', r, d, i) / 32;
      return sum;
    });
    const variance = dimensions / (12 * 32 ** 3);
    if (points === latinPoints) varianceIsWithin(means, variance);
    expect(varianceOf(means) / variance).toBeLessThan(chiSquareBounds(499)[1]);
    meanIsWithin(means, dimensions / 2, Math.sqrt(variance));
  });
});

describe('Latin hypercubes', () => {
  it('have each part of a dimension once in every block, in an order of its own', () => {
    const orders = new Set<string>();
    for (const replicate of [0, 1]) {
      for (let d = 0; d < SOBOL_DIMENSIONS; d++) {
        for (const block of [0, 1, 7]) {
          const parts = Array.from({ length: LATIN_BLOCK }, (_, i) =>
            Math.floor(LATIN_BLOCK * latinPoints('strata', replicate, d, LATIN_BLOCK * block + i)),
          );
          expect([...parts].sort((a, b) => a - b)).toEqual(Array.from({ length: LATIN_BLOCK }, (_, i) => i));
          orders.add(parts.join());
        }
      }
    }
    expect(orders.size).toBe(2 * SOBOL_DIMENSIONS * 3);
  });

  it('put two points of a block into two parts as if at random', () => {
    // Of two different parts the sum of (a - b)^2 is 2 (32^2 - 1) / 12 times 32 / 31 on average.
    const squares = Float64Array.from({ length: 4000 }, (_, r) => {
      const [a, b] = [0, 1].map((i) => Math.floor(LATIN_BLOCK * latinPoints('pairs', r, 0, i)));
      return (a - b) ** 2;
    });
    const mean = ((2 * (32 ** 2 - 1)) / 12) * (32 / 31);
    meanIsWithin(squares, mean, 1.2 * mean);
  });
});
