import type { Loss } from '../model/losses.ts';
import type { Dataset } from '../network/dataset.ts';
import type { NominalNetwork } from '../network/network.ts';
import { targetOf } from '../network/probes.ts';
import type { Samples } from '../training/evaluate.ts';

/** All images of a data set, which are not copied, with the targets that a network is to have for them. */
export function samplesOf({ count, images, labels }: Dataset, network: NominalNetwork, loss: Loss): Samples {
  const targets = Array.from({ length: network.layers[network.layers.length - 1] }, (_, label) =>
    targetOf(loss, network, label),
  );
  const outputs = targets.length;
  const target = new Float64Array(count * outputs);
  for (let i = 0; i < count; i++) target.set(targets[labels[i]], i * outputs);
  return { count, input: images, target, labels };
}
