import type { Device } from '../config/device.ts';
import type { NominalNetwork } from '../network/network.ts';
import { uniforms } from '../random/uniforms.ts';
import type { Chip, Noise } from './chip.ts';
import { withoutVariation } from './nominal-device.ts';
import type { Draws } from './parameter.ts';
import { placeNeurons } from './placement.ts';
import { neuronSampler } from './sample-neurons.ts';
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
    draws: (streams) => uniforms(streams, seed, 'chip', index),
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
  const draws: Draws = (streams) => {
    if (streams.length === 0) return [];
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
