import { createHash } from 'node:crypto';
import type { Device } from '../config/device.ts';
import type { Scenario, Weights } from '../config/scenario.ts';
import { normal } from '../random/distributions.ts';
import { stream } from '../random/stream.ts';
import { cached } from './cache.ts';
import { type Dataset, loadDigits } from './digits.ts';
import type { NominalNetwork } from './network.ts';
import { readNetwork } from './read-network.ts';
import { scaleToFullScale } from './scale.ts';
import { accuracy, type TrainingOptions, train } from './train.ts';

/** What of a scenario its nominal network depends on. */
export interface NetworkScenario extends Pick<Scenario, 'network' | 'data' | 'loss' | 'seed'> {
  readonly device: { readonly neuron: Pick<Device['neuron'], 'activation'> };
}

/** The network that every chip of a scenario is meant to hold: trained here (or fetched from the cache), drawn, or read. */
export function nominalNetwork(scenario: NetworkScenario, cache?: string): NominalNetwork {
  const { layers, weights } = scenario.network;
  const { activation } = scenario.device.neuron;
  switch (weights.from) {
    case 'train':
      return trained(scenario, weights, cache);
    case 'random':
      return randomNetwork(layers, activation, weights.gain, scenario.seed);
    case 'file':
      return readNetwork(weights.path, layers, activation);
  }
}

type TrainedWeights = Extract<Weights, { from: 'train' }>;

function trained({ network, device, loss, seed }: NetworkScenario, weights: TrainedWeights, cache?: string) {
  const { epochs, learningRate, batch } = weights;
  const { activation } = device.neuron;
  const options: TrainingOptions = { layers: network.layers, activation, loss, epochs, learningRate, batch, seed };
  const digits = loadDigits();
  const data = hashOf([digits.train, digits.test]);
  return cached({ options: { ...options }, data }, () => trainToFullScale(digits, options), cache);
}

function trainToFullScale(digits: ReturnType<typeof loadDigits>, options: TrainingOptions): NominalNetwork {
  const { network, scale } = scaleToFullScale(train(digits.train, options), digits.train);
  return { ...network, scale, testAccuracy: accuracy(network, digits.test) };
}

/** Weights N(0, gain^2/fan-in), drawn at (seed, 'network', 'random', k); biases 0. */
export function randomNetwork(
  layers: readonly number[],
  activation: NominalNetwork['activation'],
  gain: number,
  seed: string,
): NominalNetwork {
  const forward = layers.slice(1).map((n, k) => {
    const random = stream(seed, 'network', 'random', k);
    const sigma = gain / Math.sqrt(layers[k]);
    return {
      weights: Float64Array.from({ length: n * layers[k] }, () => sigma * normal(random)),
      bias: new Float64Array(n),
    };
  });
  return { layers, activation, forward, scale: layers.map(() => 1), testAccuracy: null };
}

function hashOf(parts: readonly Dataset[]): string {
  const hash = createHash('sha256');
  for (const { images, labels } of parts) {
    hash.update(new Uint8Array(images.buffer, images.byteOffset, images.byteLength)).update(labels);
  }
  return hash.digest('hex');
}
