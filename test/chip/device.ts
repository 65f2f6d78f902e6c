import type { Device, Spread, Synapse, Varying } from '../../src/config/device.ts';
import type { NominalNetwork } from '../../src/network/network.ts';
import { stream } from '../../src/random/stream.ts';

const NONE: Spread = { sigma: 0, relative: true };

export function relative(sigma: number): Spread {
  return { sigma, relative: true };
}

export function absolute(sigma: number): Spread {
  return { sigma, relative: false };
}

export function fixed(nominal: number, spreads: Partial<Omit<Varying, 'nominal'>> = {}): Varying {
  return { nominal, mismatch: NONE, die: NONE, gradient: NONE, distribution: 'normal', shape: 0, ...spreads };
}

export const PERFECT: Synapse = {
  levels: null,
  range: null,
  programmingError: null,
  stuckOff: 0,
  stuckOn: 0,
  drift: null,
  readNoise: null,
  wire: null,
  feedback: 'shared',
};

/** A device without spreads; tests replace what they are about. */
export const DEVICE: Device = {
  format: 'dyadsim/device@1',
  name: 'test',
  description: '',
  signal: { fullScale: 1, rails: [-2, 3] },
  neuron: { activation: 'relu', tau: fixed(1e-5), gain: fixed(1.1), offset: fixed(0.01) },
  dyad: { alpha: fixed(0.5), nudgeGain: fixed(1), meanWeight: fixed(1), autoZero: null },
  encoder: { activityThreshold: fixed(0.01), differenceThreshold: fixed(0.003), delay: 2e-7, jitter: 1e-9 },
  synapse: PERFECT,
  noise: { thermal: null, flicker: null },
  energy: null,
  provenance: [],
};

export function withNeuron(parameters: Partial<Device['neuron']>): Device {
  return { ...DEVICE, neuron: { ...DEVICE.neuron, ...parameters } };
}

export function withSynapse(parameters: Partial<Synapse>): Device {
  return { ...DEVICE, synapse: { ...PERFECT, ...parameters } };
}

/** Weights uniform in -1 .. 1. */
export function randomNetwork(layers: readonly number[], seed = 'network'): NominalNetwork {
  const forward = layers.slice(1).map((n, k) => {
    const random = stream(seed, k);
    return {
      weights: new Float64Array(n * layers[k]).map(() => 2 * random() - 1),
      bias: new Float64Array(n).map(() => 2 * random() - 1),
    };
  });
  return { layers, activation: 'relu', forward, scale: layers.map(() => 1), testAccuracy: null };
}
