import { describe, expect, it } from 'vitest';
import { drawnStreams, normalDraws } from '../../src/chip/normal-draws.ts';
import { chipFrom, numbered } from '../../src/chip/sample-chip.ts';
import type { Device, Varying } from '../../src/config/device.ts';
import { normalQuantile } from '../../src/random/normal-quantile.ts';
import { absolute, DEVICE, fixed, randomNetwork, relative, withSynapse } from './device.ts';

const NETWORK = randomNetwork([5, 7, 3]);
const wide = (laws: Partial<Varying>) => ({
  mismatch: relative(0.1),
  die: relative(0.05),
  gradient: relative(0.03),
  ...laws,
});

/** Every law, and arrays of which some devices are stuck. */
const VARIED: Device = {
  ...withSynapse({
    programmingError: { law: 'polynomial', coefficients: [0.02] },
    stuckOff: 0.01,
    feedback: 'separate',
  }),
  neuron: {
    activation: 'relu',
    offset: fixed(0, { mismatch: absolute(0.01), distribution: 'truncated-normal', shape: 3 }),
    gain: fixed(1.1, wide({ distribution: 'student-t', shape: 5 })),
    tau: fixed(1e-5, wide({ distribution: 'lognormal' })),
  },
  dyad: { ...DEVICE.dyad, autoZero: { residual: 0.002 }, alpha: fixed(0.3, { mismatch: relative(0.1) }) },
};

/** The standard normal numbers of chip `index`. */
function numbersOf(device: Device, index: number): Float64Array {
  const { draws } = numbered('normal-draws', index);
  const drawn = draws(drawnStreams(device, NETWORK));
  return Float64Array.from(drawn.flatMap((u) => [...u].map(normalQuantile)));
}

describe('the draws of a chip as standard normal numbers', () => {
  it('are as many as vary', () => {
    expect(drawnStreams(DEVICE, NETWORK)).toEqual([]);
    const count = drawnStreams(VARIED, NETWORK).reduce((sum, stream) => sum + stream.count, 0);
    const neurons = 7 + 3;
    // Die and gradients of tau and gain; tau, gain and offset of two compartments; alpha; residuals of the auto-zero.
    const ofNeurons = 2 * (1 + 2) + neurons * (2 + 2 + 2 + 1 + 1);
    // Errors and stuck devices, two devices a weight; a second array between hidden and output layer.
    const ofArrays = 2 * 2 * (5 * 7 + 2 * (7 * 3));
    expect(count).toBe(ofNeurons + ofArrays);
  });

  it('make the very chip whose draws they are', () => {
    const streams = drawnStreams(VARIED, NETWORK);
    for (let index = 0; index < 5; index++) {
      const own = chipFrom(VARIED, NETWORK, numbered('normal-draws', index));
      const z = numbersOf(VARIED, index);
      const again = chipFrom(VARIED, NETWORK, { name: 'again', draws: normalDraws(streams, z) });
      const numbers = (of: typeof own) => [
        ...of.forward.flatMap(({ weights }) => [...weights]),
        ...of.feedback.flatMap((weights) => [...(weights ?? [])]),
        ...of.neurons.flatMap((layer) => [
          ...(layer?.tau.minus ?? []),
          ...(layer?.gain.plus ?? []),
          ...(layer?.offset.plus ?? []),
          ...(layer?.alpha ?? []),
          ...(layer?.autoZero ?? []),
        ]),
      ];
      const [expected, found] = [numbers(own), numbers(again)];
      expect(found).toHaveLength(expected.length);
      // Phi and its inverse, 1e-15 each, and draws of up to 4 sigmas, whose tail magnifies the rounding of u near 1 by 1e4.
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-11 * Math.max(1e-5, Math.abs(expected[i])));
      });
    }
  });

  it('are numbers between 0 and 1, to full precision in the lower tail', () => {
    const streams = [{ address: ['x'], count: 5 }];
    const [[least, low, half, high, most]] = normalDraws(streams, Float64Array.of(-40, -10, 0, 10, 40))(streams);
    expect(least).toBeGreaterThan(0);
    // Phi(-10), mpmath.
    expect(low / 7.61985302416e-24).toBeCloseTo(1, 11);
    expect(half).toBe(0.5);
    for (const u of [high, most]) expect(u).toBeLessThan(1);
    for (const u of [least, most]) expect(Number.isFinite(normalQuantile(u))).toBe(true);
    expect(normalQuantile(low)).toBeCloseTo(-10, 12);
  });

  it('refuses numbers of another chip', () => {
    expect(() => normalDraws([{ address: ['x'], count: 2 }], new Float64Array(3))).toThrow(
      'expected 2 standard normal',
    );
    const draws = normalDraws([{ address: ['x'], count: 1 }], new Float64Array(1));
    expect(() => draws([{ address: ['y'], count: 1 }])).toThrow('does not draw 1 numbers from ["y"]');
    expect(() => draws([{ address: ['x'], count: 2 }])).toThrow('does not draw 2 numbers from ["x"]');
  });
});
