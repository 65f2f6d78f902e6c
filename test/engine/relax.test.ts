import { describe, expect, it } from 'vitest';
import { largeRelaxation, relaxation, SMALL, smallRelaxation, TINY, tinyRelaxation } from '../../src/engine/relax.ts';

describe('relaxation', () => {
  it('is 1 - e^{-x} to 2.3e-16, from 1e-300 to 800', () => {
    for (let exponent = -300; exponent <= 2.9; exponent += exponent < -3 ? 7.3 : 0.0007) {
      const x = 10 ** exponent;
      expect(Math.abs(relaxation(x) + Math.expm1(-x))).toBeLessThan(2.3e-16);
    }
    expect([relaxation(0), relaxation(Infinity)]).toEqual([0, 1]);
  });

  it('the forms agree below their switches', () => {
    for (let x = 0; x < TINY; x += 0.00001)
      expect(Math.abs(tinyRelaxation(x) - largeRelaxation(x))).toBeLessThan(2.3e-16);
    for (let x = 0; x < SMALL; x += 0.0003)
      expect(Math.abs(smallRelaxation(x) - largeRelaxation(x))).toBeLessThan(2.3e-16);
  });
});
