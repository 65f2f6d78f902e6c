import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { assertChip } from '../../src/chip/assert-chip.ts';
import type { Chip, Compartments } from '../../src/chip/chip.ts';
import { chipFrom, nominalChip, numbered, sampleChip } from '../../src/chip/sample-chip.ts';
import type { Device, Synapse } from '../../src/config/device.ts';
import { absolute, DEVICE, fixed, randomNetwork, relative, withNeuron } from './device.ts';

const NETWORK = randomNetwork([5, 7, 4, 3]);
const SPREAD = { mismatch: relative(0.1), die: relative(0.05), gradient: relative(0.03) };

/** A device in which everything varies. */
const VARIED: Device = {
  ...DEVICE,
  neuron: {
    activation: 'relu',
    tau: fixed(1e-5, { ...SPREAD, distribution: 'lognormal' }),
    gain: fixed(1.1, SPREAD),
    offset: fixed(0, { mismatch: absolute(0.01) }),
  },
  dyad: {
    alpha: fixed(0.3, SPREAD),
    nudgeGain: fixed(1, SPREAD),
    meanWeight: fixed(1, SPREAD),
    autoZero: { residual: 0.002 },
  },
  encoder: {
    activityThreshold: fixed(0.01, { mismatch: relative(0.4), distribution: 'lognormal' }),
    differenceThreshold: fixed(0.003, { mismatch: relative(0.1) }),
    delay: 2e-7,
    jitter: 1e-9,
  },
  synapse: { ...DEVICE.synapse, programmingError: { law: 'polynomial', coefficients: [0.02] }, feedback: 'separate' },
};

/** Every array of numbers in a chip, by its path. */
function arraysOf(value: unknown, path = ''): [string, Float64Array][] {
  if (value instanceof Float64Array) return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => arraysOf(item, `${path}.${key}`));
}

function changed(one: Chip, other: Chip): string[] {
  const others = new Map(arraysOf(other));
  return arraysOf(one)
    .filter(([path, values]) => values.some((value, i) => !Object.is(value, others.get(path)![i])))
    .map(([path]) => path);
}

describe('a device without spreads', () => {
  it('gives the nominal values, bit for bit, and shares the network', () => {
    const chip = sampleChip(DEVICE, NETWORK, 'seed', 3);
    assertChip(chip);
    expect(chip.forward).toBe(NETWORK.forward);
    expect(chip.feedback).toEqual([null, null, null]);
    for (let k = 1; k < 4; k++) {
      const n = NETWORK.layers[k];
      const all = (value: number) => new Float64Array(n).fill(value);
      const both = (value: number): Compartments => ({ plus: all(value), minus: all(value) });
      expect(chip.neurons[k]).toEqual({
        alpha: all(0.5),
        tau: both(1e-5),
        gain: both(1.1),
        offset: both(0.01),
        nudgeGain: both(1),
        meanWeight: both(1),
        threshold: { activity: all(1), difference: all(1) },
        autoZero: null,
      });
    }
    expect(chip.encoder).toEqual({ activityThreshold: 0.01, differenceThreshold: 0.003, delay: 2e-7, jitter: 1e-9 });
    expect(chip.rails).toEqual([-2, 3]);
    expect(changed(nominalChip(DEVICE, NETWORK), chip)).toEqual([]);
  });

  it('is what the nominal chip of a varying device is', () => {
    const nominal = nominalChip(VARIED, NETWORK);
    assertChip(nominal);
    for (const k of [1, 2, 3]) {
      const neurons = nominal.neurons[k]!;
      expect(new Set(neurons.tau.plus)).toEqual(new Set([1e-5]));
      expect(new Set(neurons.alpha)).toEqual(new Set([0.3]));
      expect(new Set(neurons.threshold.activity)).toEqual(new Set([1]));
      expect(new Set(neurons.autoZero)).toEqual(new Set([0]));
    }
    expect(nominal.forward).toBe(NETWORK.forward);
    expect(nominal.feedback[1]).toBe(NETWORK.forward[1].weights);
  });
});

describe('addresses', () => {
  it('make a chip a function of seed and index', () => {
    const chip = sampleChip(VARIED, NETWORK, 'seed', 3);
    assertChip(chip);
    expect(changed(chip, sampleChip(VARIED, NETWORK, 'seed', 3))).toEqual([]);
    const biases = NETWORK.forward.map((_, k) => `.forward.${k}.bias`);
    const drawn = arraysOf(chip)
      .map(([path]) => path)
      .filter((path) => !biases.includes(path));
    expect(changed(chip, sampleChip(VARIED, NETWORK, 'seed', 4))).toEqual(drawn);
    expect(changed(chip, sampleChip(VARIED, NETWORK, 'seed 2', 3))).toEqual(drawn);
  });

  it('may be those of other chips, one by one: a parameter of a foreign stream changes alone', () => {
    const own = numbered('seed', 3);
    const other = numbered('seed', 4);
    const draws: typeof own.draws = (streams) =>
      streams.flatMap((stream) => (stream.address[0] === 'neuron.gain' ? other : own).draws([stream]));
    const mixed = chipFrom(VARIED, NETWORK, { name: 'a mixed chip', draws });
    expect(mixed.name).toBe(`${VARIED.name}, a mixed chip`);
    const gains = [1, 2, 3].flatMap((k) => [`.neurons.${k}.gain.plus`, `.neurons.${k}.gain.minus`]);
    expect(changed(sampleChip(VARIED, NETWORK, 'seed', 3), mixed)).toEqual(gains);
    expect(changed(sampleChip(VARIED, NETWORK, 'seed', 4), mixed)).not.toContain(gains[0]);
  });

  it('never change: the bits of a chip are a promise', () => {
    const synapse: Synapse = {
      ...VARIED.synapse,
      levels: 16,
      range: { percentile: 0.9, onOffRatio: 50 },
      stuckOff: 0.02,
      stuckOn: 0.02,
      drift: {
        law: 'power',
        time: 3600,
        referenceTime: 20,
        mean: { slope: -0.0155, intercept: 0.0244, low: 0.049, high: 0.1 },
        sigma: { slope: -0.0125, intercept: -0.0059, low: 0.008, high: 0.045 },
      },
      wire: { resistance: 1, maximumConductance: 1e-5, readDown: 'same-ends' },
    };
    const bits = createHash('sha256');
    for (const [, values] of arraysOf(sampleChip({ ...VARIED, synapse }, NETWORK, 'golden', 7))) bits.update(values);
    expect(bits.digest('hex')).toBe('af0fadccfafe01af0ccce14c2b8266659c60bdba9f2d50ee936343b05e9d231a');
  });

  it('let the spread of one parameter change no other', () => {
    const chip = sampleChip(VARIED, NETWORK, 'seed', 3);
    const wider = { ...VARIED, neuron: { ...VARIED.neuron, gain: fixed(1.1, { mismatch: relative(0.2) }) } };
    const gains = [1, 2, 3].flatMap((k) => [`.neurons.${k}.gain.plus`, `.neurons.${k}.gain.minus`]);
    expect(changed(chip, sampleChip(wider, NETWORK, 'seed', 3))).toEqual(gains);
  });

  it('give the same standard draws whatever the nominal value and the sigma', () => {
    const standard = (nominal: number, sigma: number) => {
      const device = withNeuron({ tau: fixed(nominal, { mismatch: relative(sigma) }) });
      const { plus } = sampleChip(device, NETWORK, 'seed', 0).neurons[1]!.tau;
      return plus.map((tau) => (tau / nominal - 1) / sigma);
    };
    const some = standard(1e-5, 0.1);
    // The quotient loses the digits of 1 + sigma z: eps/sigma, at most 2e-16/0.01, some roundings of it.
    for (const other of [standard(3e-3, 0.1), standard(1e-5, 0.01)]) {
      for (const [i, z] of some.entries()) expect(Math.abs(other[i] - z)).toBeLessThan(1e-13);
    }
  });

  it('keep the neurons of a layer when others are added or the layers behind grow', () => {
    const mismatchOnly = withNeuron({ tau: fixed(1e-5, { mismatch: relative(0.1), die: relative(0.1) }) });
    const small = sampleChip(mismatchOnly, randomNetwork([5, 7, 3]), 'seed', 1).neurons[1]!.tau.plus;
    const large = sampleChip(mismatchOnly, randomNetwork([9, 12, 8, 3]), 'seed', 1).neurons[1]!.tau.plus;
    expect(large.slice(0, 7)).toEqual(small);
  });
});

describe('spreads', () => {
  it('of the die are one factor for all neurons, layers and both compartments', () => {
    const device = withNeuron({ tau: fixed(1e-5, { die: relative(0.2), distribution: 'lognormal' }) });
    const chip = sampleChip(device, NETWORK, 'seed', 0);
    const values = chip.neurons.flatMap((layer) => (layer === null ? [] : [...layer.tau.plus, ...layer.tau.minus]));
    expect(new Set(values).size).toBe(1);
    expect(values[0]).not.toBe(1e-5);
  });

  it('as a gradient are linear in the place on a square of all neurons', () => {
    const device = withNeuron({ offset: fixed(0, { gradient: absolute(0.1) }) });
    const { neurons } = sampleChip(device, randomNetwork([2, 5, 4]), 'seed', 0);
    // 9 neurons in reading order on a 3 x 3 grid, spacing 1/3.
    const values = [...neurons[1]!.offset.plus, ...neurons[2]!.offset.plus];
    const alongX = values[1] - values[0];
    const alongY = values[3] - values[0];
    expect(alongX).not.toBe(0);
    expect(alongY).not.toBe(0);
    for (const [i, value] of values.entries()) {
      expect(value).toBeCloseTo(((i % 3) - 1) * alongX + (Math.floor(i / 3) - 1) * alongY, 14);
    }
    expect(neurons[2]!.offset.minus).toEqual(neurons[2]!.offset.plus);
  });

  it('in the parameter’s own unit and relative to the nominal value agree', () => {
    const own = withNeuron({ gain: fixed(2, { mismatch: absolute(0.2) }) });
    const share = withNeuron({ gain: fixed(2, { mismatch: relative(0.1) }) });
    const draws = (device: Device) => sampleChip(device, NETWORK, 'seed', 0).neurons[1]!.gain.plus;
    expect(draws(own)).toEqual(draws(share));
  });

  it('of alpha end at 0 and 1', () => {
    const device = { ...DEVICE, dyad: { ...DEVICE.dyad, alpha: fixed(0.95, { mismatch: absolute(0.2) }) } };
    const { alpha } = sampleChip(device, randomNetwork([2, 200]), 'seed', 0).neurons[1]!;
    expect(Math.max(...alpha)).toBe(1);
    // P(z > 0.25) = 0.4013: binomial(200) within 5 standard deviations, two-sided 6e-7.
    const limited = alpha.filter((value) => value === 1).length;
    expect(Math.abs(limited - 80.26)).toBeLessThan(5 * Math.sqrt(200 * 0.4013 * 0.5987));
  });

  it('that give a time constant of zero or less stop the chip with a message', () => {
    const device = withNeuron({ tau: fixed(1e-5, { mismatch: relative(1) }) });
    expect(() => sampleChip(device, NETWORK, 'seed', 5)).toThrow(
      /^test, seed seed, chip 5: neuron\.tau of a neuron came out as -.* \(nominal 0\.00001, normal law\).*lognormal/,
    );
  });

  it('that cannot do anything are refused', () => {
    const device = withNeuron({ offset: fixed(0, { mismatch: relative(0.1) }) });
    expect(() => sampleChip(device, NETWORK, 'seed', 0)).toThrow(
      'neuron.offset: a relative spread of the nominal value 0',
    );
  });
});

describe('what the whole chip shares', () => {
  it('takes bandwidths as correlation times', () => {
    const flicker = { rms: 1e-3, lowFrequency: 1, highFrequency: 1e6 };
    const read = { relative: 0.01, correlationTime: 1e-6 };
    const device: Device = {
      ...DEVICE,
      synapse: { ...DEVICE.synapse, readNoise: read },
      noise: { thermal: { rms: 2e-3, bandwidth: 1e6 }, flicker },
      energy: { event: 1e-12, staticPerNeuron: 1e-9 },
    };
    for (const chip of [sampleChip(device, NETWORK, 'seed', 0), nominalChip(device, NETWORK)]) {
      assertChip(chip);
      expect(chip.noise!.thermal!.rms).toBe(2e-3);
      // -3 dB of the spectrum of exp(-|t|/t_c), 1/(1 + (2 pi f t_c)^2) = 1/2.
      expect(1 / (1 + (2 * Math.PI * 1e6 * chip.noise!.thermal!.correlationTime) ** 2)).toBeCloseTo(0.5, 14);
      expect(chip.noise!.flicker).toEqual(flicker);
      expect(chip.noise!.read).toEqual(read);
      expect(chip.energy).toEqual({ event: 1e-12, staticPerNeuron: 1e-9 });
    }
  });

  it('is noiseless when every source is zero', () => {
    const device: Device = { ...DEVICE, noise: { thermal: { rms: 0, bandwidth: 1e6 }, flicker: null } };
    expect(sampleChip(device, NETWORK, 'seed', 0).noise).toBeNull();
  });

  it('refuses a network made for another activation', () => {
    expect(() => sampleChip(DEVICE, { ...NETWORK, activation: 'tanh' }, 'seed', 0)).toThrow('made for tanh');
  });
});
