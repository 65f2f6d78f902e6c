import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../src/montecarlo/statistics/sequence.ts';
import { stream } from '../../src/random/stream.ts';

describe('the confidence sequence', () => {
  // Worked out to all digits elsewhere: g = 1/2.
  it.each([
    [0, 10, 0, 0.3769873509907],
    [90, 100, 0.7724900501414, 0.9709391487159],
    [100, 100, 0.9429714023612, 1],
    [9990, 10_000, 0.9971828374546, 0.9997931919683],
  ])('%i of %i', (k, n, low, high) => {
    const [found, above] = confidenceSequence(k, n);
    expect(Math.abs(found - low)).toBeLessThan(1e-11);
    expect(Math.abs(above - high)).toBeLessThan(1e-11);
  });

  // p^n = B(n + 1/2, 1/2) / (20 B(1/2, 1/2)), solved by Python's lgamma.
  it('shows 3 sigma with 5,853 chips of which none fails, and not with one less', () => {
    const wanted = 0.998650101968;
    expect(confidenceSequence(5853, 5853)[0]).toBeGreaterThanOrEqual(wanted);
    expect(confidenceSequence(5852, 5852)[0]).toBeLessThan(wanted);
  });

  it('says nothing of no chip, and is the same from either side', () => {
    expect(confidenceSequence(0, 0)).toEqual([0, 1]);
    for (const [k, n] of [
      [3, 20],
      [0, 7],
      [500, 1000],
    ]) {
      const [low, high] = confidenceSequence(k, n);
      const [other, mirrored] = confidenceSequence(n - k, n);
      expect(1 - mirrored).toBeCloseTo(low, 10);
      expect(1 - other).toBeCloseTo(high, 10);
    }
  });

  it('leaves the truth out at some n up to 2,000 in 3.2 % of runs at p = 0.9, looked at after each chip', () => {
    const runs = 1000;
    let left = 0;
    const known = new Map<string, readonly [number, number]>();
    for (let run = 0; run < runs; run++) {
      const draw = stream('sequence', run);
      let k = 0;
      for (let n = 1; n <= 2000; n++) {
        if (draw() < 0.9) k++;
        const key = `${k} ${n}`;
        const interval = known.get(key) ?? confidenceSequence(k, n);
        known.set(key, interval);
        if (interval[0] <= 0.9 && interval[1] >= 0.9) continue;
        left++;
        break;
      }
    }
    // The exact chance at every n of the mixture with g = 1 is 0.0323; with g = 1/2 it is below 5 % too.
    expect(left / runs).toBeGreaterThan(0.01);
    expect(left / runs).toBeLessThan(0.05);
  });
});
