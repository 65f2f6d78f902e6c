import { describe, expect, it } from 'vitest';
import { failingBeta } from '../../../src/montecarlo/extremes/failing-beta.ts';

const STEP = 0.01;

/** What is found of a chip that holds below a beta, and how many were tried. */
function found(limit: number) {
  let tried = 0;
  const answer = failingBeta(
    (beta) => {
      tried++;
      return beta < limit;
    },
    0.5,
    STEP,
  );
  if ('undecided' in answer) throw new Error('all betas were decided');
  return { ...answer, tried };
}

describe('the beta at which a chip fails', () => {
  // Every place around the first: 0.5 * 1.01^place, and between.
  it.each(Array.from({ length: 161 }, (_, i) => (i - 80) * 1.7))('is found to one step, %s steps away', (place) => {
    const limit = 0.5 * (1 + STEP) ** (place + 1e-6);
    const { holds, fails, tried } = found(limit);
    expect(holds).toBeLessThan(limit);
    expect(fails).toBeGreaterThanOrEqual(limit);
    expect(fails! / holds!).toBeCloseTo(1 + STEP, 12);
    expect(tried).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(Math.abs(place) + 2)));
  });

  it('is one of the powers of a step from the first', () => {
    const { fails } = found(0.62);
    const place = Math.log(fails! / 0.5) / Math.log1p(STEP);
    expect(place).toBeCloseTo(Math.round(place), 9);
    expect(found(0.5 * (1 + 1e-9)).holds).toBe(0.5);
  });

  it('is not looked for beyond four times the first, nor below a quarter', () => {
    const high = found(1e9);
    expect(high.fails).toBeNull();
    expect(high.holds).toBeGreaterThanOrEqual(2);
    expect(high.holds).toBeLessThan(2 * (1 + STEP));
    const low = found(0);
    expect(low.holds).toBeNull();
    expect(low.fails).toBeLessThanOrEqual(0.125);
    expect(low.fails).toBeGreaterThan(0.125 / (1 + STEP));
  });

  it('is not known where a run is not decided, wherever that is', () => {
    for (const at of [1, 2, 3, 4, 5, 6, 7]) {
      let tried = 0;
      const answer = failingBeta((beta) => (++tried === at ? null : beta < 0.77), 0.5, STEP);
      expect(answer).toEqual({ undecided: expect.any(Number) });
      expect(tried).toBe(at);
    }
  });
});
