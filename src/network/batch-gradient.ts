import { type Loss, type LossDefinition, lossNamed } from '../model/losses.ts';
import type { Dataset } from './dataset.ts';
import type { ForwardArray } from './network.ts';
import { applySlope, forwardPass, type PlainNetwork } from './plain-network.ts';

/** Backpropagation: sums of -dl/dW and -dl/db over the images of a batch, for one-hot targets. */
export class BatchGradient {
  readonly sums: readonly ForwardArray[];
  private readonly network: PlainNetwork;
  private readonly loss: LossDefinition;
  /** One-hot. */
  private readonly target: Float64Array;
  private readonly activities: readonly Float64Array[];
  /** -dl/da of each layer. */
  private readonly signals: readonly Float64Array[];

  constructor(network: PlainNetwork, loss: Loss) {
    this.network = network;
    this.loss = lossNamed(loss);
    this.target = new Float64Array(network.layers[network.layers.length - 1]);
    this.activities = network.layers.map((n) => new Float64Array(n));
    this.signals = network.layers.map((n) => new Float64Array(n));
    this.sums = network.forward.map(({ weights, bias }) => ({
      weights: new Float64Array(weights.length),
      bias: new Float64Array(bias.length),
    }));
  }

  reset(): void {
    for (const { weights, bias } of this.sums) {
      weights.fill(0);
      bias.fill(0);
    }
  }

  add(data: Dataset, image: number): void {
    const { network, activities, signals } = this;
    const last = network.layers.length - 1;
    activities[0].set(data.images.subarray(image * data.inputs, (image + 1) * data.inputs));
    forwardPass(network, activities);
    this.target.fill(0)[data.labels[image]] = 1;
    this.loss.error(activities[last], this.target, signals[last]);
    for (let k = last - 1; k >= 0; k--) {
      addOuterProduct(this.sums[k], signals[k + 1], activities[k]);
      if (k === 0) break;
      passDown(network.forward[k].weights, signals[k + 1], signals[k]);
      applySlope(network.activation, activities[k], signals[k]);
    }
  }
}

function addOuterProduct({ weights, bias }: ForwardArray, signal: Float64Array, activity: Float64Array): void {
  for (let i = 0, w = 0; i < signal.length; i++) {
    bias[i] += signal[i];
    for (let j = 0; j < activity.length; j++, w++) weights[w] += signal[i] * activity[j];
  }
}

/** W^T signal. */
function passDown(weights: Float64Array, signal: Float64Array, below: Float64Array): void {
  below.fill(0);
  for (let i = 0, w = 0; i < signal.length; i++) {
    for (let j = 0; j < below.length; j++, w++) below[j] += weights[w] * signal[i];
  }
}
