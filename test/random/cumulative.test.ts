import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/model/vocabulary.ts';
import { standardCumulative } from '../../src/random/cumulative.ts';
import { standardQuantile } from '../../src/random/distributions.ts';

const LAWS: readonly (readonly [Distribution, number])[] = [
  ['normal', 0],
  ['uniform', 0],
  ['truncated-normal', 3],
  ['truncated-normal', 0.5],
  ['student-t', 2.1],
  ['student-t', 3],
  ['student-t', 5],
  ['student-t', 7.7],
  ['student-t', 40],
  ['student-t', 1000],
];

/** Ten decades of each tail, and the middle. */
const PROBABILITIES = [
  ...Array.from({ length: 10 }, (_, i) => 10 ** -(i + 1)),
  ...Array.from({ length: 9 }, (_, i) => (i + 1) / 10),
  0.999,
  1 - 1e-9,
];

describe.each(LAWS)('distribution function of %s, shape %s', (distribution, shape) => {
  const cumulative = standardCumulative(distribution, shape);

  it('is the inverse of the quantile by which values are drawn, in the tails too', () => {
    const quantile = standardQuantile(distribution, shape);
    for (const p of PROBABILITIES) {
      const found = cumulative(quantile(p));
      // The rounding of a bounded law's value near its end, and of what a tail lacks of one half, is all that is lost.
      const relative = shape > 400 ? 1e-8 : 1e-11;
      expect(Math.abs(found - p)).toBeLessThan((distribution === 'normal' ? 0 : 1e-14) + relative * p);
    }
  });

  it('is symmetric', () => {
    for (const z of [0.01, 0.3, 1, 1.7, 2.9, 6]) {
      expect(Math.abs(cumulative(z) + cumulative(-z) - 1)).toBeLessThan(1e-14);
    }
    expect(Math.abs(cumulative(0) - 0.5)).toBeLessThan(1e-15);
  });
});

it('of a bounded law is 0 and 1 beyond its ends', () => {
  expect(standardCumulative('uniform', 0)(-Math.sqrt(3) - 1e-9)).toBe(0);
  expect(standardCumulative('uniform', 0)(Math.sqrt(3) + 1e-9)).toBe(1);
  expect(standardCumulative('truncated-normal', 2)(-2)).toBe(0);
  expect(standardCumulative('truncated-normal', 2)(2)).toBe(1);
});

it('of Student’s t with 3 degrees of freedom is its closed form', () => {
  const cumulative = standardCumulative('student-t', 3);
  for (const t of [-50, -3, -0.4, 0.9, 4]) {
    const x = t / Math.sqrt(3);
    const closed = 0.5 + (Math.atan(x) + x / (1 + x * x)) / Math.PI;
    expect(Math.abs(cumulative(t / Math.sqrt(3)) - closed)).toBeLessThan(1e-15);
  }
});
