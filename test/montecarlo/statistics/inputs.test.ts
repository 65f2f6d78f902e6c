import { describe, expect, it } from 'vitest';
import { inputCounts, yieldByInputs } from '../../../src/montecarlo/statistics/inputs.ts';
import { wilsonInterval } from '../../../src/montecarlo/statistics/proportion.ts';
import { betaChips, share } from './beta-chips.ts';

const decided = (failing: readonly number[]) => failing.map((f) => ({ failing: f, undecided: 0, chips: 1 }));

function choose(n: number, k: number): bigint {
  let ways = 1n;
  for (let i = 1; i <= k; i++) ways = (ways * BigInt(n - k + i)) / BigInt(i);
  return n < k ? 0n : ways;
}

describe('the yield on fewer inputs', () => {
  it.each([
    [8, [0, 1, 3, 8]],
    [32, [0, 2, 31]],
    [300, [0, 1, 40, 299, 300]],
  ])('of %i tried is C(M - f, N) / C(M, N)', (tried, failing) => {
    for (const f of failing) {
      for (const { inputs, fraction } of yieldByInputs(decided([f]), tried)) {
        // Of 10^30, because the ratio of two large whole numbers is no double.
        const exact = Number((choose(tried - f, inputs) * 10n ** 30n) / choose(tried, inputs)) / 1e30;
        expect(Math.abs(fraction[0] - exact)).toBeLessThan(1e-13 * exact + 1e-30);
        expect(fraction[1]).toBe(fraction[0]);
      }
    }
  });

  it('is the mean over all choices of inputs of the chips that pass on each of them', () => {
    const fails = ['000000', '010000', '011000', '110101', '111111', '000001'].map((bits) => Number.parseInt(bits, 2));
    const curve = yieldByInputs(decided(fails.map((bits) => bits.toString(2).replaceAll('0', '').length)), 6);
    for (const { inputs, fraction } of curve) {
      const choices = Array.from({ length: 64 }, (_, set) => set).filter(
        (set) => set.toString(2).replaceAll('0', '').length === inputs,
      );
      const passing = choices.map((set) => fails.filter((bits) => (bits & set) === 0).length / fails.length);
      expect(fraction[0]).toBeCloseTo(passing.reduce((sum, each) => sum + each, 0) / choices.length, 13);
    }
    expect(curve.map(({ inputs }) => inputs)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is on all inputs the yield as counted, with its Wilson interval', () => {
    const last = yieldByInputs(decided([...Array(90).fill(0), ...Array(10).fill(3)]), 16).at(-1);
    expect(last?.inputs).toBe(16);
    expect(last?.fraction).toEqual([0.9, 0.9]);
    wilsonInterval(90, 100).forEach((limit, i) => {
      expect(last?.interval[i]).toBeCloseTo(limit, 12);
    });
  });

  it('has bounds where inputs are undecided: all of them failing, and all passing', () => {
    const chips = [
      { failing: 1, undecided: 2, chips: 1 },
      { failing: 0, undecided: 0, chips: 1 },
      { failing: 4, undecided: 4, chips: 1 },
    ];
    const curve = yieldByInputs(chips, 8);
    const failing = yieldByInputs(decided([3, 0, 8]), 8);
    const passing = yieldByInputs(decided([1, 0, 4]), 8);
    curve.forEach(({ fraction, interval }, i) => {
      expect(fraction).toEqual([failing[i].fraction[0], passing[i].fraction[0]]);
      expect(interval).toEqual([failing[i].interval[0], passing[i].interval[1]]);
    });
  });

  it('is not sure of chips that never failed', () => {
    for (const { fraction, interval } of yieldByInputs(decided(Array(100).fill(0)), 4)) {
      expect(fraction).toEqual([1, 1]);
      expect(interval[0]).toBeCloseTo(wilsonInterval(100, 100)[0], 12);
    }
    expect(yieldByInputs([], 4)).toEqual([]);
  });

  it('is reported on every number of inputs up to 32, then on four to a doubling, and always on all', () => {
    expect(inputCounts(5)).toEqual([1, 2, 3, 4, 5]);
    expect(inputCounts(64).slice(30)).toEqual([31, 32, 38, 45, 54, 64]);
    for (let tried = 1; tried <= 2000; tried++) {
      const counts = inputCounts(tried);
      expect(counts.at(-1)).toBe(tried);
      expect(counts.every((count, i) => i === 0 || count > counts[i - 1])).toBe(true);
    }
  });

  it('takes chips that ended alike together as it takes them one by one', () => {
    const fails = [...Array(40).fill(0), ...Array(7).fill(2), ...Array(3).fill(8)];
    const together = [
      { failing: 0, undecided: 0, chips: 40 },
      { failing: 2, undecided: 0, chips: 7 },
      { failing: 8, undecided: 0, chips: 3 },
    ];
    const apart = yieldByInputs(decided(fails), 8);
    yieldByInputs(together, 8).forEach(({ fraction, interval }, i) => {
      for (const side of [0, 1]) {
        expect(fraction[side]).toBeCloseTo(apart[i].fraction[side], 13);
        expect(interval[side]).toBeCloseTo(apart[i].interval[side], 13);
      }
    });
  });

  /**
   * Chips that fail an input with a probability q of Beta(a, b): on N inputs E (1 - q)^N = prod (b + i) / (a + b + i) of them
   * pass. Means of 400 replicates within 5 standard errors (6e-7 for each of 12); coverage of 400 about 0.95, at 1e-6
   * at least 0.90.
   */
  it.each([
    [0.1, 2, 40],
    [0.05, 0.2, 40],
    [1, 20, 100],
    [0.02, 4, 100],
  ])('q of Beta(%f, %f), %i chips: is unbiased, and its interval covers', (a, b, n) => {
    const curves = Array.from({ length: 400 }, (_, replicate) =>
      yieldByInputs(decided(betaChips(`inputs ${a} ${b} ${n}`, replicate, n, 16, a, b)), 16),
    );
    for (const inputs of [1, 4, 16]) {
      let truth = 1;
      for (let i = 0; i < inputs; i++) truth *= (b + i) / (a + b + i);
      const found = curves.map((curve) => curve[inputs - 1]);
      const mean = found.reduce((sum, { fraction }) => sum + fraction[0], 0) / found.length;
      const variance = found.reduce((sum, { fraction }) => sum + (fraction[0] - mean) ** 2, 0) / (found.length - 1);
      expect(Math.abs(mean - truth)).toBeLessThan(5 * Math.sqrt(variance / found.length));
      const covered = share(found.length, (i) => found[i].interval[0] <= truth && truth <= found[i].interval[1]);
      expect(covered, `on ${inputs}`).toBeGreaterThanOrEqual(0.9);
    }
  });
});
