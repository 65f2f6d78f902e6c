import { describe, expect, it } from 'vitest';
import { placeNeurons } from '../../src/chip/placement.ts';
import { refusalProbability } from '../../src/chip/refusal-probability.ts';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import type { Varying } from '../../src/config/device.ts';
import { standardCumulative } from '../../src/random/cumulative.ts';
import { erfc } from '../../src/random/special-functions.ts';
import { fixed, randomNetwork, relative, withNeuron } from './device.ts';

const LAYERS = [3, 5, 4];

/** Layers 1 and 2, as they lie on the die. */
function placesOf(layers: readonly number[]) {
  const placed = placeNeurons(layers).flatMap((layer) => layer ?? []);
  return {
    x: Float64Array.from(placed.flatMap(({ x }) => [...x])),
    y: Float64Array.from(placed.flatMap(({ y }) => [...y])),
  };
}

const PLACES = placesOf(LAYERS);
const probability = (varying: Varying, places = PLACES, draws = 2) =>
  refusalProbability('neuron.tau', varying, places, draws);
const normal = (z: number) => erfc(-z / Math.SQRT2) / 2;

describe('closed forms', () => {
  it.each([0.5, 0.3, 0.2, 0.15])('mismatch alone, %f: 1 - (1 - p)^n', (sigma) => {
    const expected = -Math.expm1(18 * Math.log1p(-normal(-1 / sigma)));
    expect(Math.abs(probability(fixed(2e-5, { mismatch: relative(sigma) })) / expected - 1)).toBeLessThan(1e-12);
    const t = { distribution: 'student-t', shape: 5, mismatch: relative(sigma) } as const;
    const tail = standardCumulative('student-t', 5)(-1 / sigma);
    expect(Math.abs(probability(fixed(2, t)) / -Math.expm1(18 * Math.log1p(-tail)) - 1)).toBeLessThan(1e-12);
  });

  it('the die alone: all neurons at once', () => {
    for (const sigma of [0.5, 0.2]) {
      expect(Math.abs(probability(fixed(3, { die: relative(sigma) })) / normal(-1 / sigma) - 1)).toBeLessThan(1e-12);
    }
  });

  const one = { x: Float64Array.of(0.3), y: Float64Array.of(-0.4) };

  // At one place, half an edge from the middle, the normal parts are one normal law.
  it.each([
    [0.2, 0.1, 0],
    [0.1, 0.2, 0],
    [0.02, 0.25, 0],
    [0.2, 0, 0.2],
    [0, 0.2, 0.2],
    [0.2, 0.1, 0.3],
  ])('one neuron, one draw, mismatch %f, die %f, gradient %f', (mismatch, die, gradient) => {
    const spreads = { mismatch: relative(mismatch), die: relative(die), gradient: relative(gradient) };
    const expected = normal(-1 / Math.hypot(mismatch, die, gradient / 2));
    expect(Math.abs(probability(fixed(1, spreads), one, 1) / expected - 1)).toBeLessThan(3e-3);
  });

  it('a gradient alone, at two places on opposite sides of the middle: one of them fails', () => {
    const two = { x: Float64Array.of(0.5, -0.5), y: new Float64Array(2) };
    const expected = 2 * normal(-1 / 0.25);
    expect(Math.abs(probability(fixed(1, { gradient: relative(0.5) }), two) / expected - 1)).toBeLessThan(0.01);
  });

  it('no law without values at or below 0, and no spread, is ever refused', () => {
    const wide = { mismatch: relative(0.5), die: relative(0.5), gradient: relative(0.5) };
    expect(probability(fixed(1, { ...wide, distribution: 'lognormal' }))).toBe(0);
    expect(probability(fixed(1))).toBe(0);
    expect(probability(fixed(1, { mismatch: relative(0.57), distribution: 'uniform' }))).toBe(0);
    expect(probability(fixed(1, { mismatch: relative(0.58), distribution: 'uniform' }))).toBeGreaterThan(0);
    expect(probability(fixed(1, { mismatch: relative(0.33), distribution: 'truncated-normal', shape: 3 }))).toBe(0);
    expect(
      probability(fixed(1, { mismatch: relative(0.34), distribution: 'truncated-normal', shape: 3 })),
    ).toBeGreaterThan(0);
  });

  it('many neurons, grouped along the gradient, are as single ones', () => {
    const spreads = { mismatch: relative(0.2), gradient: relative(0.2) };
    const { x, y } = placesOf([1, 64]);
    const twice = (values: Float64Array) => Float64Array.of(...values, ...values);
    const single = probability(fixed(1, spreads), { x, y }, 2);
    const grouped = probability(fixed(1, spreads), { x: twice(x), y: twice(y) }, 1);
    expect(Math.abs(grouped / single - 1)).toBeLessThan(1e-3);
  });
});

const CHIPS = 700;

describe('against sampled chips', () => {
  const network = randomNetwork(LAYERS);
  it.each<[string, Partial<Varying>]>([
    ['normal, mismatch', { mismatch: relative(0.45) }],
    ['normal, mismatch and die', { mismatch: relative(0.3), die: relative(0.3) }],
    ['normal, all three', { mismatch: relative(0.3), die: relative(0.2), gradient: relative(0.6) }],
    ['normal, gradient', { gradient: relative(1.2) }],
    ['normal, die and gradient', { die: relative(0.3), gradient: relative(0.8) }],
    ['uniform, mismatch and die', { mismatch: relative(0.4), die: relative(0.3), distribution: 'uniform' }],
    [
      'truncated normal, mismatch and die',
      { mismatch: relative(0.4), die: relative(0.25), distribution: 'truncated-normal', shape: 2 },
    ],
    [
      'Student’s t, all three',
      { mismatch: relative(0.25), die: relative(0.2), gradient: relative(0.4), distribution: 'student-t', shape: 3 },
    ],
  ])('%s: as many are refused', (_name, spreads) => {
    const tau = fixed(1e-5, spreads);
    const device = withNeuron({ tau });
    let refused = 0;
    for (let chip = 0; chip < CHIPS; chip++) {
      try {
        sampleChip(device, network, 'refused', chip);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.includes('neuron.tau')) throw error;
        refused++;
      }
    }
    const p = probability(tau);
    expect(p).toBeGreaterThan(0.02);
    expect(p).toBeLessThan(0.98);
    // Binomial, 4.5 sigma: seven false alarms in a million.
    expect(Math.abs(refused / CHIPS - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / CHIPS));
  });
});
