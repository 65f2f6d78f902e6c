import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterInterval } from '../../../src/montecarlo/statistics/clusters.ts';
import { wilsonInterval, wilsonOfFraction } from '../../../src/montecarlo/statistics/proportion.ts';
import { betaChips, share } from './beta-chips.ts';

const clusters = (parts: readonly number[], whole: number) => parts.map((part) => ({ part, whole }));

function expectClose(interval: readonly number[], expected: readonly number[]): void {
  for (const i of [0, 1]) expect(Math.abs(interval[i] - expected[i])).toBeLessThan(1e-12);
}

describe('an interval with chips as clusters', () => {
  it('is that of the chips where each says all yes or all no, however often it was asked', () => {
    for (const [yes, n] of [
      [0, 20],
      [4, 40],
      [100, 100],
      [7, 9],
    ]) {
      const parts = Array.from({ length: n }, (_, i) => (i < yes ? 16 : 0));
      expectClose(clusterInterval(clusters(parts, 16)), wilsonInterval(yes, n));
    }
  });

  it('is the one worked out by hand', () => {
    // With one chip of 2/2 and one of 0/2 more: centre 3/12; squares 0.25 + 3 * 0.25 + 2.25 + 0.25 = 3.5, against
    // 144 * (3/16) / 6 = 4.5 for chips that say all or nothing; worth 4 * 4.5 / 3.5 answers.
    expectClose(clusterInterval(clusters([1, 0, 0, 0], 2)), wilsonOfFraction(1 / 8, 36 / 7));
  });

  it('is shorter where chips are alike', () => {
    const length = ([low, high]: readonly number[]) => high - low;
    const alike = clusterInterval(clusters(Array(40).fill(8), 16));
    const different = clusterInterval(clusters([...Array(20).fill(16), ...Array(20).fill(0)], 16));
    expect(length(alike)).toBeLessThan(length(different) / 3);
  });

  it('encloses the fraction, mirrors yes and no, and does not depend on the order or on the unit of the counts', () => {
    const chip = fc
      .integer({ min: 1, max: 30 })
      .chain((whole) => fc.record({ part: fc.integer({ min: 0, max: whole }), whole: fc.constant(whole) }));
    fc.assert(
      fc.property(fc.array(chip, { minLength: 1, maxLength: 50 }), (chips) => {
        const [low, high] = clusterInterval(chips);
        const sum = (of: 'part' | 'whole') => chips.reduce((total, each) => total + each[of], 0);
        const fraction = sum('part') / sum('whole');
        expect(0 <= low && low <= fraction + 1e-12 && fraction <= high + 1e-12 && high <= 1).toBe(true);
        expectClose(clusterInterval([...chips].reverse()), [low, high]);
        expectClose(clusterInterval(chips.map(({ part, whole }) => ({ part: part / 8, whole: whole / 8 }))), [
          low,
          high,
        ]);
        const mirrored = clusterInterval(chips.map(({ part, whole }) => ({ part: whole - part, whole })));
        expectClose(mirrored, [1 - high, 1 - low]);
      }),
      { seed: 1 },
    );
  });

  it('says nothing of no chips, and refuses impossible counts', () => {
    expect(clusterInterval([])).toEqual([0, 1]);
    expect(() => clusterInterval([{ part: 3, whole: 2 }])).toThrow('got 3 of 2');
    expect(() => clusterInterval([{ part: 0, whole: 0 }])).toThrow('got 0 of 0');
  });

  /**
   * Chips whose probability to leave follows Beta(p k, (1 - p) k), k = 1 / correlation - 1: the truth is p. Band of 1,000
   * replicates about 0.95 at a false-alarm rate of 6.4e-7: 913 to 980; below it the interval is wrong, above it only long.
   */
  it.each([
    [40, 16, 0.1, 0.8, [0.913, 0.98]],
    [40, 16, 0.1, 0.4, [0.913, 1]],
    [40, 16, 0.5, 0.4, [0.913, 0.98]],
    [40, 16, 0.01, 0.4, [0.913, 1]],
    [20, 64, 0.1, 0.8, [0.913, 1]],
    [100, 8, 0.02, 0.1, [0.913, 1]],
  ])('%i chips, %i answers each, %f yes, correlation %f: covers', (n, asked, p, correlation, [least, most]) => {
    const k = 1 / correlation - 1;
    const name = `${n} ${asked} ${p} ${correlation}`;
    const covered = share(1000, (replicate) => {
      const [low, high] = clusterInterval(clusters(betaChips(name, replicate, n, asked, p * k, (1 - p) * k), asked));
      return low <= p && p <= high;
    });
    expect(covered).toBeGreaterThanOrEqual(least);
    expect(covered).toBeLessThanOrEqual(most);
  });

  it('answers taken as independent would not cover', () => {
    const covered = share(300, (replicate) => {
      const left = betaChips('naive', replicate, 40, 16, 0.15, 1.35).reduce((sum, part) => sum + part, 0);
      const [low, high] = wilsonInterval(left, 640);
      return low <= 0.1 && 0.1 <= high;
    });
    expect(covered).toBeLessThan(0.75);
  });
});
