import { describe, expect, it } from 'vitest';
import { atan2, cos, exp, expm1, ln, log1p, pow, sin, tanh } from '../../src/model/elementary.ts';
import { uniform } from './draws.ts';

/** Distance of two doubles in units of the last bit of the second. */
function bits(a: number, b: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(b))) - 52);
  return Math.abs(a - b) / unit;
}

const N = 20_000;
const SIGNED = uniform('signed', N, -20, 20);
const POSITIVE = uniform('positive', N, -30, 30).map((x) => 10 ** x);

describe('the elementary functions', () => {
  it.each([
    ['exp', exp, SIGNED, Math.exp],
    ['expm1', expm1, SIGNED, Math.expm1],
    ['ln', ln, POSITIVE, Math.log],
    ['log1p', log1p, POSITIVE, Math.log1p],
    ['sin', sin, SIGNED, Math.sin],
    ['cos', cos, SIGNED, Math.cos],
    ['tanh', tanh, SIGNED, Math.tanh],
  ] as const)('%s is that of Math to two units of the last bit', (_, own, values, expected) => {
    const worst = values.reduce((most, x) => Math.max(most, bits(own(x), expected(x))), 0);
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('so are the angle and the power of two numbers', () => {
    for (let i = 0; i < N; i++) {
      const [x, y] = [SIGNED[i], SIGNED[(i + 1) % N]];
      expect(bits(atan2(x, y), Math.atan2(x, y))).toBeLessThanOrEqual(2);
      expect(bits(pow(Math.abs(x), y), Math.abs(x) ** y)).toBeLessThanOrEqual(2);
    }
  });

  it('tanh is odd to the bit, 0 at 0, small where x is, and 1 far out', () => {
    for (const x of SIGNED) expect(tanh(-x)).toBe(-tanh(x));
    expect(Object.is(tanh(0), 0)).toBe(true);
    expect(Object.is(tanh(-0), -0)).toBe(true);
    expect(tanh(1e-300)).toBe(1e-300);
    expect([tanh(400), tanh(Infinity), tanh(-Infinity)]).toEqual([1, 1, -1]);
    expect(tanh(Number.NaN)).toBeNaN();
  });
});
