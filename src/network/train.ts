import { type Activation, activationNamed } from '../model/activations.ts';
import { cos } from '../model/elementary.ts';
import { largestIndex } from '../model/largest-index.ts';
import type { Loss } from '../model/losses.ts';
import { normal } from '../random/distributions.ts';
import { stream } from '../random/stream.ts';
import { Adam } from './adam.ts';
import { BatchGradient } from './batch-gradient.ts';
import type { Dataset } from './dataset.ts';
import type { ForwardArray } from './network.ts';
import { forwardPass, type PlainNetwork } from './plain-network.ts';
import { shuffledIndices } from './shuffle.ts';

/** A digital training. */
export interface TrainingOptions {
  /** Neurons per layer, input first. */
  readonly layers: readonly number[];
  readonly activation: Activation;
  readonly loss: Loss;
  /** Passes over the training images. */
  readonly epochs: number;
  /** Largest step of a weight in one update. */
  readonly learningRate: number;
  /** Images per update. */
  readonly batch: number;
  readonly seed: string;
}

/** First part of all updates, in which the step rises to the learning rate: relus that start too fast fall silent. */
const WARM_UP = 0.2;

/**
 * Digital training in double precision on one-hot targets: backpropagation and Adam, the step rising linearly and falling
 * to 0 along a quarter cosine. Deterministic: every draw has an address below (seed, 'network', 'train'), and every sum
 * one order.
 */
export function train(data: Dataset, options: TrainingOptions): PlainNetwork {
  const { layers, activation, loss, epochs, learningRate, batch, seed } = options;
  if (layers[0] !== data.inputs || layers[layers.length - 1] !== data.classes) {
    throw new Error(`layers ${layers.join('-')} do not fit data of ${data.inputs} inputs and ${data.classes} classes`);
  }
  const network = { layers, activation, forward: initialWeights(options) };
  const gradient = new BatchGradient(network, loss);
  const descents = network.forward.map(({ weights, bias }) => ({ weights: new Adam(weights), bias: new Adam(bias) }));
  const updates = epochs * Math.ceil(data.count / batch);
  let update = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffledIndices(data.count, stream(seed, 'network', 'train', 'epoch', epoch));
    for (let first = 0; first < data.count; first += batch) {
      gradient.reset();
      for (const image of order.subarray(first, first + batch)) gradient.add(data, image);
      const rate = learningRate * stepSize(update++ / updates);
      descents.forEach(({ weights, bias }, k) => {
        weights.step(gradient.sums[k].weights, rate);
        bias.step(gradient.sums[k].bias, rate);
      });
    }
  }
  requireFinite(network, learningRate);
  return network;
}

/** Step at a time from 0 to 1, in learning rates. */
function stepSize(time: number): number {
  return Math.min(1, time / WARM_UP) * cos((Math.PI / 2) * time);
}

/** Fraction of images whose largest output is their class. */
export function accuracy(network: PlainNetwork, data: Dataset): number {
  const activities = network.layers.map((n) => new Float64Array(n));
  let correct = 0;
  for (let image = 0; image < data.count; image++) {
    activities[0].set(data.images.subarray(image * data.inputs, (image + 1) * data.inputs));
    forwardPass(network, activities);
    if (largestIndex(activities[activities.length - 1]) === data.labels[image]) correct++;
  }
  return correct / data.count;
}

/** Normal weights, and biases, as the activation starts; the output's biases 0. */
function initialWeights({ layers, activation, seed }: TrainingOptions): ForwardArray[] {
  const last = layers.length - 1;
  const { start } = activationNamed(activation);
  return layers.slice(1).map((n, k) => {
    const random = stream(seed, 'network', 'train', 'initial', k);
    const sigma = Math.sqrt(start.variance / layers[k]);
    return {
      weights: Float64Array.from({ length: n * layers[k] }, () => sigma * normal(random)),
      bias: new Float64Array(n).fill(k + 1 < last ? start.bias : 0),
    };
  });
}

function requireFinite({ forward }: PlainNetwork, learningRate: number): void {
  const finite = forward.every(({ weights, bias }) => weights.every(Number.isFinite) && bias.every(Number.isFinite));
  if (!finite) throw new Error(`training diverged at a learning rate of ${learningRate}`);
}
