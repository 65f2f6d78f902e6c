import { createHash } from 'node:crypto';
import type { Device } from '../config/device.ts';
import { DISK } from '../config/disk.ts';
import { InputError } from '../config/input-error.ts';
import { sizesOf } from '../config/own-data.ts';
import type { Scenario, Weights } from '../config/scenario.ts';
import { cached } from './cache.ts';
import type { Dataset } from './dataset.ts';
import { loadDataset } from './load-dataset.ts';
import type { NominalNetwork } from './network.ts';
import { networkFrom } from './network-from.ts';
import type { PlainNetwork } from './plain-network.ts';
import { randomNetwork } from './random-network.ts';
import { SilentLayerError, scaleToFullScale } from './scale.ts';
import { accuracy, type TrainingOptions, train } from './train.ts';

/** What of a scenario its nominal network depends on. */
export interface NetworkScenario extends Pick<Scenario, 'name' | 'network' | 'data' | 'loss' | 'seed'> {
  readonly device: { readonly neuron: Pick<Device['neuron'], 'activation'> };
}

/**
 * The network that every chip of a scenario is meant to hold: trained here (or fetched from the cache), drawn, or read,
 * and scaled to full scale unless the scenario says otherwise.
 */
export function nominalNetwork(scenario: NetworkScenario, cache?: string): NominalNetwork {
  const { weights } = scenario.network;
  const { activation } = scenario.device.neuron;
  switch (weights.from) {
    case 'train':
      return trained(scenario, weights, cache);
    case 'random':
      return scaled(scenario, randomNetwork(scenario.network, activation, weights.gain, scenario.seed));
    case 'file':
      return scaled(scenario, networkFrom(DISK, weights.path, scenario.network, activation));
  }
}

/** Activities are measured on the training images, so a network that cannot see them is left as it is. */
function scaled(scenario: NetworkScenario, network: NominalNetwork): NominalNetwork {
  if (scenario.network.scale === 'none') return network;
  if (network.layers[0] !== sizesOf(scenario.data).inputs) return network;
  const { train } = loadDataset(scenario.data);
  const { network: plain, scale } = toFullScale(scenario, network, train, 'state scale: none to take them as they are');
  return { ...network, ...plain, scale };
}

function toFullScale({ name }: NetworkScenario, network: PlainNetwork, data: Dataset, advice: string) {
  try {
    return scaleToFullScale(network, data);
  } catch (error) {
    if (!(error instanceof SilentLayerError)) throw error;
    const message = `${error.message}; ${advice}`;
    throw new InputError([{ file: name, line: null, column: null, path: 'network.weights', message }]);
  }
}

type TrainedWeights = Extract<Weights, { from: 'train' }>;

function trained(scenario: NetworkScenario, weights: TrainedWeights, cache?: string) {
  const { network, device, loss, seed } = scenario;
  const { epochs, learningRate, batch } = weights;
  const { activation } = device.neuron;
  const options: TrainingOptions = { layers: network.layers, activation, loss, epochs, learningRate, batch, seed };
  const images = loadDataset(scenario.data);
  const data = hashOf([images.train, images.test]);
  if (network.scale === 'none') {
    const make = () =>
      tested(
        train(images.train, options),
        network.layers.map(() => 1),
        images.test,
      );
    return cached({ options: { ...options, scale: 'none' }, data }, make, cache);
  }
  const make = () => {
    const raw = train(images.train, options);
    const { network, scale } = toFullScale(scenario, raw, images.train, 'lower the learning rate or train longer');
    return tested(network, scale, images.test);
  };
  return cached({ options: { ...options }, data }, make, cache);
}

function tested(network: PlainNetwork, scale: readonly number[], test: Dataset): NominalNetwork {
  return { ...network, scale, testAccuracy: accuracy(network, test) };
}

function hashOf(parts: readonly Dataset[]): string {
  const hash = createHash('sha256');
  for (const { images, labels } of parts) {
    hash.update(new Uint8Array(images.buffer, images.byteOffset, images.byteLength)).update(labels);
  }
  return hash.digest('hex');
}
