import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/chip/chip.ts';
import { type DrawSource, drawGroup, drawSources, hybridOf } from '../../src/chip/draw-source.ts';
import { chipFrom, sampleChip } from '../../src/chip/sample-chip.ts';
import type { Device } from '../../src/config/device.ts';
import { DEVICE, fixed, randomNetwork, relative } from './device.ts';

const NETWORK = randomNetwork([4, 3, 2]);
const SPREAD = { mismatch: relative(0.1), die: relative(0.05), gradient: relative(0.03) };
const DEVICE_OF_MANY: Device = {
  ...DEVICE,
  neuron: { ...DEVICE.neuron, tau: fixed(1e-5, SPREAD), gain: fixed(1, { die: relative(0.1) }) },
  dyad: { ...DEVICE.dyad, alpha: fixed(0.4, { mismatch: relative(0.1) }), autoZero: { residual: 0.01 } },
  synapse: {
    ...DEVICE.synapse,
    programmingError: { law: 'polynomial', coefficients: [0.02] },
    stuckOff: 0.1,
    drift: {
      law: 'power',
      time: 1e5,
      referenceTime: 20,
      mean: { slope: 0, intercept: 0.05, low: -Infinity, high: Infinity },
      sigma: { slope: 0, intercept: 0.01, low: -Infinity, high: Infinity },
    },
    feedback: 'separate',
  },
};

function groups(by: Parameters<typeof drawGroup>[1], device = DEVICE_OF_MANY): string[] {
  return [...new Set(drawSources(device, NETWORK).map((source) => drawGroup(source, by)))].sort();
}

describe('what a chip draws', () => {
  it('is told apart by parameter, layer and part', () => {
    const parameters = ['dyad.alpha', 'dyad.autoZero', 'neuron.gain', 'neuron.tau'];
    const arrays = ['synapse.drift', 'synapse.programmingError', 'synapse.stuck'];
    expect(groups(['parameter'])).toEqual([...parameters, ...arrays]);
    expect(groups(['part'])).toEqual(['die', 'gradient', 'mismatch']);
    expect(groups(['layer'])).toEqual(['all layers', 'layer 1', 'layer 2', 'weights 0 to 1', 'weights 1 to 2']);
    expect(groups(['parameter', 'layer'])).toEqual([
      'dyad.alpha, layer 1',
      'dyad.alpha, layer 2',
      'dyad.autoZero, layer 1',
      'dyad.autoZero, layer 2',
      'neuron.gain, all layers',
      'neuron.tau, all layers',
      'neuron.tau, layer 1',
      'neuron.tau, layer 2',
      ...arrays.flatMap((name) => [`${name}, weights 0 to 1`, `${name}, weights 1 to 2`]),
    ]);
    expect(groups(['parameter', 'part']).filter((name) => name.startsWith('neuron'))).toEqual([
      'neuron.gain, die',
      'neuron.tau, die',
      'neuron.tau, gradient',
      'neuron.tau, mismatch',
    ]);
  });

  it('is nothing of a device without spreads', () => {
    expect(drawSources(DEVICE, NETWORK)).toEqual([]);
  });
});

describe('a hybrid', () => {
  const chip = (isTwins: (source: DrawSource) => boolean, index = 3) =>
    chipFrom(DEVICE_OF_MANY, NETWORK, hybridOf('seed', index, isTwins));
  const own = chip(() => false);
  const twin = chip(() => true);
  const values = ({ neurons, forward, feedback }: Chip) => ({ neurons, forward, feedback });

  it('without the twin is the chip of this number, and of nothing but the twin another one', () => {
    expect(values(own)).toEqual(values(sampleChip(DEVICE_OF_MANY, NETWORK, 'seed', 3)));
    const others = [own, chip(() => false, 4), chip(() => true, 4)];
    for (const other of others) {
      expect(twin.neurons[1]?.tau.plus[0]).not.toBe(other.neurons[1]?.tau.plus[0]);
      expect(twin.forward[0].weights).not.toEqual(other.forward[0].weights);
    }
  });

  it('has from the twin what is asked for, and all else from the chip', () => {
    const some = chip(({ parameter, layer }) => parameter === 'dyad.alpha' && layer === 'layer 2');
    expect(some.neurons[2]?.alpha).toEqual(twin.neurons[2]?.alpha);
    expect(some.neurons[1]).toEqual(own.neurons[1]);
    expect({ ...some.neurons[2], alpha: null }).toEqual({ ...own.neurons[2], alpha: null });
    expect(some.forward).toEqual(own.forward);

    const arrays = chip(({ layer }) => layer === 'weights 1 to 2');
    expect(arrays.forward).toEqual([own.forward[0], twin.forward[1]]);
    expect(arrays.feedback).toEqual(twin.feedback);
    expect(arrays.neurons).toEqual(own.neurons);
  });

  it('of die and mismatch from different chips adds up: nominal + die + gradient + mismatch', () => {
    const tau = (parts: readonly string[]) =>
      chip(({ parameter, part }) => parameter === 'neuron.tau' && parts.includes(part)).neurons[1]!.tau.plus;
    for (const i of [0, 1, 2]) {
      const change = (parts: readonly string[]) => tau(parts)[i] - own.neurons[1]!.tau.plus[i];
      const sum = change(['die']) + change(['gradient']) + change(['mismatch']);
      // Additive laws; a rounding of 1e-5 each.
      expect(Math.abs(change(['die', 'gradient', 'mismatch']) - sum)).toBeLessThan(1e-19);
      for (const part of ['die', 'gradient', 'mismatch']) expect(change([part])).not.toBe(0);
    }
  });
});
