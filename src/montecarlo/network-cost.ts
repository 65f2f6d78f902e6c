import { sizesOf } from '../config/own-data.ts';
import type { Scenario } from '../config/scenario.ts';

/** Forward, backward, and the sum of the updates. */
const PASSES = 3;
/** Multiplications a second of the training, and of the batches by which a network is scaled. */
const TRAINING_SPEED = 2e8;
const SCALING_SPEED = 1e9;

/** About how long it takes to make a scenario's nominal network, s, if it is not kept from an earlier time. */
export function networkCost({ network: { layers, weights, scale }, data }: Scenario): number {
  // Those that a network is trained on, and whose activities give the full scales.
  const images = sizesOf(data).trainImages;
  const size = layers.slice(1).reduce((sum, n, k) => sum + n * layers[k], 0);
  const scaling = scale === 'none' ? 0 : (images * size) / SCALING_SPEED;
  return weights.from === 'train' ? scaling + (weights.epochs * images * PASSES * size) / TRAINING_SPEED : scaling;
}
