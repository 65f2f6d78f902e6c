import { DOUBLES } from '../linear/batch-products.ts';
import { Connector } from '../linear/connector.ts';
import { activationNamed, isHomogeneous } from '../model/activations.ts';
import type { Connected } from '../model/connection.ts';
import type { Dataset } from './dataset.ts';
import { applyActivation, type PlainNetwork } from './plain-network.ts';

/** Of a layer's |free activities| over the training images, the quantile that becomes one full scale. */
export const FULL_SCALE_QUANTILE = 0.999;

/** A layer sends nothing on any image, so no factor makes its activities fill the full scale. */
export class SilentLayerError extends Error {
  constructor(layer: number) {
    super(`layer ${layer} of the network is silent on every training image, so it has no full scale`);
    this.name = 'SilentLayerError';
  }
}

/**
 * Scales weights and biases layer by layer so that 99.9 % of a layer's |activities| over the training images are at most
 * one full scale (of a network with convolutions, over as many of the first as memory allows). For relu and identity every layer is scaled, which only divides its activities by a factor: the class
 * of an image stays what it was. A saturating activation is not homogeneous, but its activities are below 1 by
 * themselves, so then the linear output layer alone is scaled.
 *
 * @returns the network, and per layer the activity that is now one full scale (1 where it was left alone)
 */
export function scaleToFullScale(network: PlainNetwork, data: Dataset): { network: PlainNetwork; scale: number[] } {
  const { layers, activation } = network;
  const last = layers.length - 1;
  const homogeneous = isHomogeneous(activationNamed(activation));
  const isScaled = (k: number) => k > 0 && (homogeneous || k === last);
  const scale = activityQuantiles(network, data, isScaled).map((quantile) => quantile ?? 1);
  const silent = scale.findIndex((factor) => !(factor > 0));
  if (silent >= 0) throw new SilentLayerError(silent);
  return { network: { ...network, forward: inFullScales(network.forward, scale) }, scale };
}

/** Weights and biases with the activities of each layer in its full scale. */
export function inFullScales(forward: PlainNetwork['forward'], scale: readonly number[]): PlainNetwork['forward'] {
  return forward.map(({ weights, bias }, k) => ({
    weights: weights.map((w) => (w * scale[k]) / scale[k + 1]),
    bias: bias.map((b) => b / scale[k + 1]),
  }));
}

/** Neurons of a layer on all images that are looked at, where layers are convolutions: memory for more is dear. */
const MOST_ACTIVITIES = 2 ** 24;

/** Of so many images those whose activities give full scales: all, or with convolutions the first so many. */
export function imagesSeen({ layers, connections }: Connected, count: number): number {
  if (connections === undefined) return count;
  return Math.min(count, Math.ceil(MOST_ACTIVITIES / Math.max(...layers)));
}

/** Per wanted layer, the smallest value that 99.9 % of its |activities| do not exceed; null for the others. */
function activityQuantiles(network: PlainNetwork, data: Dataset, isWanted: (k: number) => boolean): (number | null)[] {
  const last = network.layers.length - 1;
  const count = imagesSeen(network, data.count);
  let activities = data.images.subarray(0, count * data.inputs);
  return network.layers.map((n, k) => {
    if (k > 0) {
      const { weights, bias } = network.forward[k - 1];
      const next = new Float64Array(n * count);
      new Connector(network.connections?.[k - 1] ?? null, DOUBLES, count).up(weights, bias, activities, next);
      if (k < last) applyActivation(network.activation, next);
      activities = next;
    }
    if (!isWanted(k)) return null;
    const sizes = activities.map(Math.abs).sort();
    return sizes[Math.ceil(FULL_SCALE_QUANTILE * sizes.length) - 1];
  });
}
