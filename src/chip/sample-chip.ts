import type { Device, Varying } from '../config/device.ts';
import type { NominalNetwork } from '../network/network.ts';
import { normal } from '../random/distributions.ts';
import { stream } from '../random/stream.ts';
import type { Chip, Compartments, LayerNeurons, Noise } from './chip.ts';
import { withoutVariation } from './nominal-device.ts';
import { type Draws, parameterSampler } from './parameter.ts';
import { type Placement, placeNeurons } from './placement.ts';
import { type ChipArrays, sampleSynapses } from './synapse.ts';

/**
 * Chip number `index` of a seed: the device's spreads, drawn, and the network's weights, programmed. Every draw has the
 * address (seed, 'chip', index, parameter, ...), so a chip is the same whatever else is sampled, and the same index gives
 * the same standard draws for every device. Throws where a draw is impossible, such as tau <= 0.
 */
export function sampleChip(device: Device, network: NominalNetwork, seed: string, index: number): Chip {
  return chipFrom(device, network, numbered(seed, index));
}

/** Where a chip comes from: its draws, and what it is called behind its device's name. */
export interface Origin {
  readonly name: string;
  readonly draws: Draws;
}

/** Chip number `index` of a seed. */
export function numbered(seed: string, index: number): Origin {
  return {
    name: `seed ${seed}, chip ${index}`,
    draws: (...address) => stream(seed, 'chip', index, ...address),
  };
}

/** The chip that any draws make, such as those of a plan, or of a search among chips. Throws as sampleChip does. */
export function chipFrom(
  device: Device,
  network: NominalNetwork,
  origin: Origin,
  arrays = arraysFrom(device, network, origin),
): Chip {
  return buildChip(nameOf(device, origin), device, network, arrays, origin.draws);
}

/** The arrays alone, which chips of devices that differ in their neurons only have in common. */
export function arraysFrom(device: Device, network: NominalNetwork, origin: Origin): ChipArrays {
  return sampleSynapses(nameOf(device, origin), device.synapse, network, origin.draws);
}

function nameOf(device: Device, origin: Origin): string {
  return `${device.name}, ${origin.name}`;
}

/** The chip as designed: no spreads, programming errors, stuck devices or drift; levels, range, wires and noise stay. */
export function nominalChip(device: Device, network: NominalNetwork): Chip {
  const name = `${device.name}, nominal`;
  const exact = withoutVariation(device);
  const draws = () => {
    throw new Error('the nominal chip has nothing to draw');
  };
  return buildChip(name, exact, network, sampleSynapses(name, exact.synapse, network, draws), draws);
}

function buildChip(name: string, device: Device, network: NominalNetwork, arrays: ChipArrays, draws: Draws): Chip {
  const { layers, connections, activation } = network;
  if (activation !== device.neuron.activation) {
    throw new Error(
      `${name}: the network is made for ${activation}, the device's activation is ${device.neuron.activation}`,
    );
  }
  const { activityThreshold, differenceThreshold, delay, jitter } = device.encoder;
  const sampleNeurons = neuronSampler(name, device, draws);
  return {
    name,
    layers,
    ...(connections === undefined ? {} : { connections }),
    activation,
    ...arrays,
    neurons: placeNeurons(layers).map((places, k) => (places === null ? null : sampleNeurons(places, k))),
    encoder: {
      activityThreshold: activityThreshold.nominal,
      differenceThreshold: differenceThreshold.nominal,
      delay,
      jitter,
    },
    rails: device.signal.rails,
    noise: noiseOf(device),
    energy: device.energy,
  };
}

/** Samples one layer after another; what is common to the chip is drawn once, here. */
function neuronSampler(name: string, { neuron, dyad, encoder }: Device, draws: Draws) {
  const sampler = (path: string, varying: Varying) => parameterSampler(path, varying, draws);
  const positive = (path: string, varying: Varying) => {
    const sample = parameterSampler(path, varying, draws);
    return (places: Placement, ...address: (string | number)[]) =>
      requirePositive(name, path, varying, sample(places, ...address));
  };
  const both = (sample: ReturnType<typeof sampler>, places: Placement, k: number): Compartments => ({
    plus: sample(places, 'plus', k),
    minus: sample(places, 'minus', k),
  });
  const alpha = sampler('dyad.alpha', dyad.alpha);
  const tau = positive('neuron.tau', neuron.tau);
  const gain = positive('neuron.gain', neuron.gain);
  const offset = sampler('neuron.offset', neuron.offset);
  const nudgeGain = positive('dyad.nudgeGain', dyad.nudgeGain);
  const meanWeight = positive('dyad.meanWeight', dyad.meanWeight);
  const activity = positive('encoder.activityThreshold', encoder.activityThreshold);
  const difference = positive('encoder.differenceThreshold', encoder.differenceThreshold);
  return (places: Placement, k: number): LayerNeurons => ({
    alpha: alpha(places, k).map((value) => Math.min(1, Math.max(0, value))),
    tau: both(tau, places, k),
    gain: both(gain, places, k),
    offset: both(offset, places, k),
    nudgeGain: both(nudgeGain, places, k),
    meanWeight: both(meanWeight, places, k),
    threshold: {
      activity: activity(places, k).map((own) => own / encoder.activityThreshold.nominal),
      difference: difference(places, k).map((own) => own / encoder.differenceThreshold.nominal),
    },
    autoZero: dyad.autoZero === null ? null : sampleResidual(dyad.autoZero.residual, places.x.length, k, draws),
  });
}

function sampleResidual(sigma: number, count: number, k: number, draws: Draws): Float64Array {
  const values = new Float64Array(count);
  if (sigma === 0) return values;
  const random = draws('dyad.autoZero', k);
  return values.map(() => sigma * normal(random));
}

function requirePositive(name: string, path: string, varying: Varying, values: Float64Array): Float64Array {
  const worst = values.findIndex((value) => !(value > 0 && value < Infinity));
  if (worst >= 0) {
    throw new Error(
      `${name}: ${path} of a neuron came out as ${values[worst]} (nominal ${varying.nominal}, ${varying.distribution} law); ` +
        'a spread this large needs the lognormal law',
    );
  }
  return values;
}

/** The device's sources as Poisson redraws: the Lorentzian of a bandwidth f has the correlation time 1/(2 pi f). */
export function noiseOf({ noise, synapse }: Device): Noise | null {
  const thermal = noise.thermal === null || noise.thermal.rms === 0 ? null : noise.thermal;
  const flicker = noise.flicker === null || noise.flicker.rms === 0 ? null : noise.flicker;
  const read = synapse.readNoise === null || synapse.readNoise.relative === 0 ? null : synapse.readNoise;
  if (thermal === null && flicker === null && read === null) return null;
  return {
    thermal: thermal && { rms: thermal.rms, correlationTime: 1 / (2 * Math.PI * thermal.bandwidth) },
    flicker,
    read,
  };
}
