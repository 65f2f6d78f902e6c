import { describe, expect, it } from 'vitest';
import { holmAdjusted } from '../../../src/montecarlo/statistics/holm.ts';
import { atLeast, atMost, hypergeometric } from '../../../src/montecarlo/statistics/hypergeometric.ts';
import { pairedMedianChange, unpairedMedianChange } from '../../../src/montecarlo/statistics/median-change.ts';
import { fisherExact, newcombeIndependent } from '../../../src/montecarlo/statistics/unpaired.ts';
import { normal } from '../../../src/random/distributions.ts';
import { stream } from '../../../src/random/stream.ts';

/** n choose k, exactly. */
function choose(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return result;
}

const ratio = (a: bigint, b: bigint) => Number((a * 10n ** 30n) / b) / 1e30;

describe('the hypergeometric law', () => {
  it.each([
    [8, 4, 4],
    [100, 30, 50],
    [7, 7, 3],
    [9, 0, 4],
    [61, 40, 33],
  ])('of n %i, marked %i, drawn %i is that of exact binomial coefficients', (n, marked, drawn) => {
    const law = hypergeometric(n, marked, drawn);
    expect(law.first).toBe(Math.max(0, marked + drawn - n));
    expect(law.weights).toHaveLength(Math.min(marked, drawn) - law.first + 1);
    law.weights.forEach((weight, i) => {
      const k = law.first + i;
      const exact = ratio(choose(marked, k) * choose(n - marked, drawn - k), choose(n, drawn));
      // A ratio at a time from the mode: as many roundings as there are steps.
      expect(Math.abs(weight / exact - 1)).toBeLessThan(1e-13 * (law.weights.length + 1));
      expect(atMost(law, k) + atLeast(law, k + 1)).toBeCloseTo(1, 13);
    });
  });

  it('refuses what is no count', () => {
    expect(() => hypergeometric(5, 6, 1)).toThrow('marked 6');
    expect(() => hypergeometric(5, 2, 1.5)).toThrow('drawn 1.5');
  });
});

describe('two independent proportions', () => {
  // Newcombe 1998, Stat Med 17:873, table II, method 10, as printed.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('%i/%i and %i/%i differ by Newcombe’s interval', (a, m, b, n, low, high) => {
    const interval = newcombeIndependent({ passed: a, n: m }, { passed: b, n });
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
    const turned = newcombeIndependent({ passed: b, n }, { passed: a, n: m });
    expect(turned).toEqual([-interval[1], -interval[0]]);
  });

  it('may be anything without chips', () => {
    expect(newcombeIndependent({ passed: 0, n: 0 }, { passed: 1, n: 2 })).toEqual([-1, 1]);
    expect(newcombeIndependent({ passed: 1, n: 2 }, { passed: 0, n: 0 })).toEqual([-1, 1]);
  });

  it('Fisher’s lady tasting tea: 3 of 4 against 1 of 4 is 17/70 one-sided', () => {
    expect(fisherExact({ passed: 3, n: 4 }, { passed: 1, n: 4 })).toBeCloseTo(34 / 70, 14);
    expect(fisherExact({ passed: 1, n: 4 }, { passed: 3, n: 4 })).toBeCloseTo(34 / 70, 14);
    expect(fisherExact({ passed: 4, n: 4 }, { passed: 0, n: 4 })).toBeCloseTo(2 / 70, 14);
    expect(fisherExact({ passed: 2, n: 4 }, { passed: 2, n: 4 })).toBe(1);
  });
});

describe('Holm', () => {
  it('adjusts each p for those that are not smaller, and never below a smaller one', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holmAdjusted([0.5, 0.9, 0.001])).toEqual([1, 1, 0.003]);
    expect(holmAdjusted([])).toEqual([]);
  });

  it('is wrong about none of 20 true hypotheses in at least 95 % of families', () => {
    const next = stream('holm', 'families');
    const families = 4000;
    let wrong = 0;
    for (let i = 0; i < families; i++) {
      if (Math.min(...holmAdjusted(Array.from({ length: 20 }, () => next()))) <= 0.05) wrong++;
    }
    // 1 - 0.9975^20 = 0.0488; five standard errors of a binomial.
    const rate = 1 - (1 - 0.05 / 20) ** 20;
    expect(Math.abs(wrong / families - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / families));
  });
});

const draws = (name: string, n: number) => {
  const next = stream('median-change', name);
  return Float64Array.from({ length: n }, () => normal(next));
};

describe('the median of paired changes', () => {
  it('of six that are all up: p = 2/64 and the interval is all of them; of five the interval is open', () => {
    const six = pairedMedianChange(Float64Array.of(3, 1, 2, 6, 5, 4));
    expect(six).toEqual({ change: 3.5, interval: [1, 6], p: 2 / 64 });
    const five = pairedMedianChange(Float64Array.of(3, 1, 2, 5, 4));
    expect(five).toEqual({ change: 3, interval: [-Infinity, Infinity], p: 2 / 32 });
  });

  it('takes chips that did not change for no change', () => {
    const { change, p } = pairedMedianChange(Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1));
    // P(Bin(10, 1/2) >= 6) = 386/1024.
    expect({ change, p }).toEqual({ change: 1, p: 772 / 1024 });
  });

  it('counts infinite changes', () => {
    const changes = Float64Array.of(-Infinity, -Infinity, -Infinity, -1, -2, -Infinity, -Infinity, -Infinity);
    const { p, ...rest } = pairedMedianChange(changes);
    expect(rest).toEqual({ change: -Infinity, interval: [-Infinity, -1] });
    expect(p).toBeCloseTo(2 / 256, 15);
    expect(pairedMedianChange(Float64Array.of(-Infinity, Infinity)).change).toBeNaN();
  });

  it.each([6, 7, 20, 101])('leaves 0 out of its interval where the test rejects it, n = %i', (n) => {
    const changes = draws(`paired ${n}`, n);
    const { interval } = pairedMedianChange(changes);
    const p = (shift: number) => pairedMedianChange(changes.map((change) => change - shift)).p;
    const [low, high] = interval;
    expect(p(low - 1e-9)).toBeLessThanOrEqual(0.05);
    expect(p(low + 1e-9)).toBeGreaterThan(0.05);
    expect(p(high - 1e-9)).toBeGreaterThan(0.05);
    expect(p(high + 1e-9)).toBeLessThanOrEqual(0.05);
  });
});

/** Every way to label m of the values as the first sample, and how many of them are among the lower half. */
function* labelings(values: readonly number[], m: number): Generator<number> {
  const half = Math.floor(values.length / 2);
  const lowest = new Set([...values.keys()].sort((i, j) => values[i] - values[j]).slice(0, half));
  for (let bits = 0; bits < 2 ** values.length; bits++) {
    const own = [...values.keys()].filter((i) => bits & (1 << i));
    if (own.length === m) yield own.filter((i) => lowest.has(i)).length;
  }
}

describe('the shift of a median between other chips', () => {
  it.each([
    [4, 5],
    [5, 5],
    [3, 8],
  ])('p is that of all ways to draw %i of both, %i being the others', (m, n) => {
    for (let round = 0; round < 6; round++) {
      const x = draws(`x ${m} ${n} ${round}`, m).map((value) => value - round / 2);
      const y = draws(`y ${m} ${n} ${round}`, n);
      const all = [...x, ...y];
      const median = [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
      const own = x.filter((value) => value < median).length;
      const counts = [...labelings(all, m)];
      const part = (holds: (count: number) => boolean) => counts.filter(holds).length / counts.length;
      const exact = Math.min(
        1,
        2 *
          Math.min(
            part((count) => count >= own),
            part((count) => count <= own),
          ),
      );
      expect(unpairedMedianChange(x, y).p).toBeCloseTo(exact, 12);
    }
  });

  it.each([
    [12, 12],
    [9, 30],
    [40, 25],
    [60, 60],
  ])('of %i and %i is in the interval just where the test does not reject it', (m, n) => {
    const [x, y] = [draws(`a ${m}`, m), draws(`b ${n}`, n).map((value) => value + 0.7)];
    const { interval, change } = unpairedMedianChange(x, y);
    const p = (shift: number) =>
      unpairedMedianChange(
        x,
        y.map((value) => value - shift),
      ).p;
    const [low, high] = interval;
    expect(low).toBeLessThan(change);
    expect(high).toBeGreaterThan(change);
    expect(p(low - 1e-9)).toBeLessThanOrEqual(0.05);
    expect(p(low + 1e-9)).toBeGreaterThan(0.05);
    expect(p(high - 1e-9)).toBeGreaterThan(0.05);
    expect(p(high + 1e-9)).toBeLessThanOrEqual(0.05);
  });

  it('is open where there are too few, and ties speak for no change', () => {
    expect(unpairedMedianChange(Float64Array.of(1, 2), Float64Array.of(8, 9))).toMatchObject({
      change: 7,
      interval: [-Infinity, Infinity],
    });
    const alike = new Float64Array(30).fill(2);
    expect(unpairedMedianChange(alike, alike)).toEqual({ change: 0, interval: [0, 0], p: 1 });
    const infinite = new Float64Array(30).fill(Infinity);
    expect(unpairedMedianChange(infinite, infinite)).toMatchObject({ change: 0, p: 1 });
    expect(unpairedMedianChange(infinite, alike)).toMatchObject({
      change: -Infinity,
      interval: [-Infinity, -Infinity],
    });
    expect(unpairedMedianChange(Float64Array.of(1), infinite).interval).toEqual([-Infinity, Infinity]);
  });
});
