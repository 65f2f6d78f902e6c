import { describe, expect, it } from 'vitest';
import { binomialWeights } from '../../src/montecarlo/statistics/binomial.ts';
import {
  chipsWithoutFailure,
  inSigma,
  sequenceVerdict,
  sequenceWithoutFailure,
  targetFraction,
  verdictOf,
  yieldBounds,
  yieldSequence,
} from '../../src/montecarlo/statistics/spec.ts';

describe('targets', () => {
  it('in sigmas are one-sided', () => {
    expect(targetFraction({ sigma: 3 })).toBeCloseTo(0.998650101968, 12);
    expect(targetFraction({ sigma: 0 })).toBe(0.5);
    expect(targetFraction({ fraction: 0.9 })).toBe(0.9);
    for (const sigma of [-2, 0.5, 3, 6]) expect(inSigma(targetFraction({ sigma }))).toBeCloseTo(sigma, 6);
    expect([inSigma(1), inSigma(0)]).toEqual([Infinity, -Infinity]);
  });

  it('need so many chips without a failure', () => {
    expect(chipsWithoutFailure({ sigma: 3 })).toBe(2218);
    // 0.95^58 is above 5 %, 0.95^59 is not.
    expect(chipsWithoutFailure({ fraction: 0.95 })).toBe(59);
    for (const target of [{ sigma: 3 }, { fraction: 0.95 }, { fraction: 0.5 }]) {
      const n = chipsWithoutFailure(target);
      expect(verdictOf({ passed: n, failed: 0, unknown: 0 }, target)).toBe('pass');
      expect(verdictOf({ passed: n - 1, failed: 0, unknown: 0 }, target)).toBe('not yet known');
      expect(verdictOf({ passed: n - 1, failed: 0, unknown: 1 }, target)).toBe('not yet known');
    }
  });
});

it('take more chips where the run ends when enough is known', () => {
  expect(sequenceWithoutFailure({ sigma: 3 })).toBe(5853);
  for (const target of [{ sigma: 3 }, { fraction: 0.95 }, { fraction: 0.5 }]) {
    const n = sequenceWithoutFailure(target);
    expect(n).toBeGreaterThan(chipsWithoutFailure(target));
    expect(sequenceVerdict({ passed: n, failed: 0, unknown: 0 }, target)).toBe('pass');
    expect(sequenceVerdict({ passed: n - 1, failed: 0, unknown: 1 }, target)).toBe('not yet known');
    expect(sequenceVerdict({ passed: 0, failed: n, unknown: 0 }, target)).toBe('fail');
  }
  const [low, high] = yieldSequence({ passed: 50, failed: 10, unknown: 5 });
  expect(low).toBe(yieldSequence({ passed: 50, failed: 15, unknown: 0 })[0]);
  expect(high).toBe(yieldSequence({ passed: 55, failed: 10, unknown: 0 })[1]);
});

describe('bounds on a yield', () => {
  it('without failures are 0.05^(1/n) and 1', () => {
    for (const n of [1, 20, 2218]) {
      const [low, high] = yieldBounds({ passed: n, failed: 0, unknown: 0 });
      expect(low).toBeCloseTo(0.05 ** (1 / n), 12);
      expect(high).toBe(1);
      expect(yieldBounds({ passed: 0, failed: n, unknown: 0 })[1]).toBeCloseTo(1 - 0.05 ** (1 / n), 12);
    }
  });

  it('are where the binomial law has 5 % beyond', () => {
    const [low, high] = yieldBounds({ passed: 90, failed: 10, unknown: 0 });
    const atLeast = (p: number, k: number) =>
      binomialWeights(100, p)
        .slice(k)
        .reduce((sum, w) => sum + w, 0);
    expect(atLeast(low, 90)).toBeCloseTo(0.05, 9);
    expect(1 - atLeast(high, 91)).toBeCloseTo(0.05, 9);
  });

  it('take unknown chips for failing below and for passing above', () => {
    const [low, high] = yieldBounds({ passed: 80, failed: 10, unknown: 10 });
    expect(low).toBe(yieldBounds({ passed: 80, failed: 20, unknown: 0 })[0]);
    expect(high).toBe(yieldBounds({ passed: 90, failed: 10, unknown: 0 })[1]);
    expect(yieldBounds({ passed: 0, failed: 0, unknown: 5 })).toEqual([0, 1]);
  });

  it('pass or fail a chip wrongly in at most 5 % of runs, whatever the yield: exact sums over the binomial law', () => {
    for (const n of [30, 100, 400]) {
      for (const wanted of [0.8, 0.95]) {
        const verdicts = Array.from({ length: n + 1 }, (_, passed) =>
          verdictOf({ passed, failed: n - passed, unknown: 0 }, { fraction: wanted }),
        );
        const chance = (p: number, verdict: string) =>
          binomialWeights(n, p).reduce((sum, w, passed) => sum + (verdicts[passed] === verdict ? w : 0), 0);
        // The worst case of each is a yield at the target.
        expect(chance(wanted - 1e-9, 'pass')).toBeLessThanOrEqual(0.05 + 1e-6);
        expect(chance(wanted, 'fail')).toBeLessThanOrEqual(0.05 + 1e-6);
        expect(chance(0.999, 'pass')).toBeGreaterThan(n === 30 && wanted === 0.95 ? -1 : 0.9);
        expect(chance(0.5, 'fail')).toBeGreaterThan(0.9);
      }
    }
  });
});
