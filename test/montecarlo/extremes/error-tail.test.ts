import { describe, expect, it } from 'vitest';
import { ErrorTail } from '../../../src/montecarlo/extremes/error-tail.ts';
import { normal } from '../../../src/random/distributions.ts';
import { stream } from '../../../src/random/stream.ts';

/** P(Bin(n, p) <= k), summed. */
function binomialBelow(k: number, n: number, p: number): number {
  let weight = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += weight;
    weight *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return sum;
}

describe('the bound from observed errors', () => {
  // 0.01 to 0.60, in some order.
  const errors = Array.from({ length: 60 }, (_, i) => ((37 * i) % 60) / 100 + 0.01);
  const tail = new ErrorTail(errors, 0.05, 0.01);

  it('is the exact one of exceeding the largest, at the largest and its step', () => {
    expect(tail.largest).toBeCloseTo(0.65, 15);
    // (1 - p)^n = delta: nothing above it in sixty.
    expect((1 - tail.beyondLargest) ** 60).toBeCloseTo(0.01, 14);
    expect(tail.beyond(tail.largest)).toBe(tail.beyondLargest);
    expect(tail.beyond(0.6499)).toBe(1);
  });

  it('falls along the chord from the median', () => {
    // The 30th is 0.3. Were the part above it only L, 31 of 60 above it would have the probability delta.
    const part = tail.beyondLargest * Math.exp(tail.rate * (0.65 - 0.3));
    expect(1 - binomialBelow(30, 60, part)).toBeCloseTo(0.01, 10);
    expect(tail.rate).toBeGreaterThan(1);
    expect(tail.beyond(1.65)).toBeCloseTo(tail.beyondLargest * Math.exp(-tail.rate), 15);
  });

  it('does not fall where too few errors say how, or half of them are without bound', () => {
    expect(new ErrorTail([0, 1], 0.01, 0.001).rate).toBe(0);
    const half = [...Array(60).fill(Number.NEGATIVE_INFINITY), ...Array(40).fill(0.1)];
    expect(new ErrorTail(half, 0.01, 0.01).beyond(1e6)).toBe(1 - 0.01 ** (1 / 100));
    expect(() => new ErrorTail([1], 0.01, 0.01)).toThrow('two errors');
  });
});

/** Laws, their draws and the probability of more than x. */
const LAWS: Record<string, readonly [draw: (random: () => number) => number, above: (x: number) => number]> = {
  exponential: [(random) => -Math.log(1 - random()), (x) => (x < 0 ? 1 : Math.exp(-x))],
  laplace: [
    (random) => {
      const u = random() - 0.5;
      return -Math.sign(u) * Math.log(1 - 2 * Math.abs(u));
    },
    (x) => (x < 0 ? 1 - 0.5 * Math.exp(x) : 0.5 * Math.exp(-x)),
  ],
  logistic: [
    (random) => {
      const u = random();
      return Math.log(u / (1 - u));
    },
    (x) => 1 / (1 + Math.exp(x)),
  ],
  uniform: [(random) => random(), (x) => Math.min(1, Math.max(0, 1 - x))],
};

/** Part of 2,000 samples of which the bound is below the probability somewhere. */
function wrong(draw: (random: () => number) => number, above: (x: number) => number, delta: number, step: number) {
  let count = 0;
  for (let run = 0; run < 2000; run++) {
    const random = stream('error-tail', run);
    const errors = Array.from({ length: 60 }, () => draw(random));
    // As they are known: to within a step, at least so much.
    const known = errors.map((error) => Math.floor(error / step) * step);
    const tail = new ErrorTail(known, step, delta);
    const xs = Array.from({ length: 200 }, (_, i) => tail.largest + i / 20);
    if (xs.some((x) => tail.beyond(x) < above(x) * (1 - 1e-12))) count++;
  }
  return count / 2000;
}

describe('how often it is wrong', () => {
  // 2 delta = 0.1, and 4.9 standard errors of 2,000 runs.
  const most = 0.1 + 4.9 * Math.sqrt((0.1 * 0.9) / 2000);
  it.each(Object.keys(LAWS))('%s: as often as allowed', (name) => {
    const [draw, above] = LAWS[name];
    expect(wrong(draw, above, 0.05, 0.02)).toBeLessThan(most);
  });

  it('comes near to that where the law is an exponential, which the bound is made for', () => {
    const [draw, above] = LAWS.exponential;
    // The largest alone is wrong in delta of the samples.
    expect(wrong(draw, above, 0.05, 1e-9)).toBeGreaterThan(0.05 - 4.9 * Math.sqrt((0.05 * 0.95) / 2000));
  });

  it('is more where the tail is heavier than an exponential, which is why that is said', () => {
    const cauchy = (random: () => number) => Math.tan(Math.PI * (random() - 0.5));
    const above = (x: number) => 0.5 - Math.atan(x) / Math.PI;
    expect(wrong(cauchy, above, 0.05, 0.02)).toBeGreaterThan(most);
  });

  it('holds for the normal law', () => {
    // Far out of a normal law the bound is above by orders, so a check of the first ten sigmas is one of all.
    const above = (x: number) => 0.5 * erfc(x / Math.SQRT2);
    expect(wrong((random) => normal(random), above, 0.05, 0.02)).toBeLessThan(most);
  });
});

/** Numerical Recipes' erfc, relative 1.2e-7. */
function erfc(x: number): number {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const c = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587];
  const tail = [-0.82215223, 0.17087277];
  const sum = [...c, ...tail].reduceRight((all, own) => own + t * all, 0);
  const value = t * Math.exp(-x * x + sum);
  return x >= 0 ? value : 2 - value;
}
