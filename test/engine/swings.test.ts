import { describe, expect, it } from 'vitest';
import { Swings } from '../../src/engine/swings.ts';

/** x = e^{rate t} sin(2 pi t), its velocity recorded from 0 to 30, and a straight line beside it. */
function swinging(rate: number, rounds = 30): Swings {
  const swings = new Swings(2);
  for (let t = 0; t <= rounds; t += 0.01) {
    swings.record(0, t, Math.exp(rate * t) * Math.cos(2 * Math.PI * t));
    // A way that never turns, and faster than the swing.
    swings.record(1, t, 5 + 0.1 * Math.cos(7 * t));
  }
  return swings;
}

describe('swings', () => {
  it('repeat where neither decay nor growth would show by the end', () => {
    expect(swinging(0).repeats(1000)).toBe(true);
    expect(swinging(-0.01).repeats(35)).toBe(true);
    expect(swinging(-0.01).repeats(60)).toBe(false);
    expect(swinging(0.02).repeats(60)).toBe(false);
  });

  it('do not repeat before enough of them have been seen', () => {
    expect(swinging(0, 5).repeats(6)).toBe(false);
    expect(swinging(0, 7).repeats(8)).toBe(true);
  });

  it('last where the later are no smaller than the earlier', () => {
    expect(swinging(0).lasts(0, 30)).toBe(true);
    expect(swinging(0.02).lasts(0, 30)).toBe(true);
    expect(swinging(-0.05).lasts(0, 30)).toBe(false);
  });

  it('are turns: a speed that ripples without turning is none', () => {
    const swings = new Swings(1);
    for (let t = 0; t < 30; t += 0.01) swings.record(0, t, 5 + 4.9 * Math.cos(2 * Math.PI * t));
    expect(swings.repeats(30)).toBe(false);
    expect(swings.lasts(0, 30)).toBe(false);
  });
});
