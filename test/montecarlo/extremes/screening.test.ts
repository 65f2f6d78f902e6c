import { describe, expect, it } from 'vitest';
import type { ExtremesQuestion } from '../../../src/montecarlo/extremes/questions.ts';
import {
  furtherRequests,
  keptWithin,
  pilotRequests,
  type ScreenedChip,
} from '../../../src/montecarlo/extremes/screening.ts';
import { shippedQuestion } from './shipped-question.ts';

/** Chips of which lossBeta is uniform in 0 .. 1. */
function uniform(count: number): ScreenedChip[] {
  return Array.from({ length: count }, (_, chip) => ({ chip, lossBeta: ((chip * 7919) % count) / count }));
}

function sizes(question: ExtremesQuestion) {
  const pilot = pilotRequests(question);
  const screened = pilot.reduce((sum, { chips }) => sum + chips, 0);
  const further = furtherRequests(question, uniform(screened));
  return { pilot, screened, further, within: keptWithin(question, uniform(screened)) };
}

describe('the requests', () => {
  it.each([1, 50, 19_999, 20_000, 20_001, 123_457, 1_000_000, 10_000_000])('are of every one of %i chips once', (n) => {
    const { pilot, further } = sizes(shippedQuestion(n));
    let next = 0;
    for (const { first, chips } of [...pilot, ...further]) {
      expect(first).toBe(next);
      expect(chips).toBeGreaterThan(0);
      next += chips;
    }
    expect(next).toBe(n);
  });

  it('are no more for ten million chips than for one, but for the last', () => {
    const count = (n: number) => {
      const { pilot, further } = sizes(shippedQuestion(n));
      return pilot.length + further.length;
    };
    expect(count(1_000_000)).toBeLessThanOrEqual(1001);
    expect(count(10_000_000)).toBeLessThanOrEqual(1001);
  });

  it('are all in the pilot where there are few', () => {
    const { screened, further, within } = sizes(shippedQuestion(20_000));
    expect([screened, further.length]).toEqual([20_000, 0]);
    expect(within).toBe(6 * shippedQuestion(1).point.beta);
  });

  it('follow no farther than where four times as many as events may run are to be expected', () => {
    const question = shippedQuestion(1_000_000);
    const { screened, further, within } = sizes(question);
    expect(screened).toBe(10_000);
    // 4 x 500 of a million: 20 of the pilot of 10,000, whose 20th smallest is 19 of 10,000.
    expect(within).toBe(19 / 10_000);
    for (const request of further) expect(request.within).toBe(within);
    // As far as the scenario says where the pilot has fewer.
    expect(keptWithin(question, uniform(10_000).slice(0, 19))).toBe(6 * question.point.beta);
  });
});
