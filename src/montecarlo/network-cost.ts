import { sizesOf } from '../config/own-data.ts';
import type { Scenario } from '../config/scenario.ts';
import { arraySizes } from '../model/connection.ts';
import { imagesSeen } from '../network/scale.ts';

/** Forward, backward, and the sum of the updates. */
const PASSES = 3;
/** Multiplications a second of the training, and of the batches by which a network is scaled. */
const TRAINING_SPEED = 2e8;
const SCALING_SPEED = 1e9;

/** About how long it takes to make a scenario's nominal network, s, if it is not kept from an earlier time. */
export function networkCost({ network, data }: Scenario): number {
  const { layers, weights, scale } = network;
  // Those that a network is trained on, and whose activities give the full scales.
  const images = sizesOf(data).trainImages;
  const size = arraySizes(network).reduce((sum, { columns }, k) => sum + columns * layers[k + 1], 0);
  const scaling = scale === 'none' ? 0 : (imagesSeen(network, images) * size) / SCALING_SPEED;
  return weights.from === 'train' ? scaling + (weights.epochs * images * PASSES * size) / TRAINING_SPEED : scaling;
}
