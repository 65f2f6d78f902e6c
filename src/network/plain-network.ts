import { type Activation, activationNamed } from '../model/activations.ts';
import type { Connections } from '../model/connection.ts';
import type { ForwardArray } from './network.ts';

/** Layers and weights alone: what is trained, and what is scaled. */
export interface PlainNetwork {
  /** Neurons per layer, input first. */
  readonly layers: readonly number[];
  readonly connections?: Connections;
  /** Of the hidden layers; the output layer is the identity. */
  readonly activation: Activation;
  readonly forward: readonly ForwardArray[];
}

/** Fills `activities[1 .. L]` from `activities[0]`, each of length n_k. */
export function forwardPass(network: PlainNetwork, activities: readonly Float64Array[]): void {
  const last = network.layers.length - 1;
  for (let k = 0; k < last; k++) {
    const { weights, bias } = network.forward[k];
    const from = activities[k];
    const to = activities[k + 1];
    for (let i = 0, w = 0; i < to.length; i++) {
      let sum = bias[i];
      for (let j = 0; j < from.length; j++, w++) sum += weights[w] * from[j];
      to[i] = sum;
    }
    if (k + 1 < last) applyActivation(network.activation, to);
  }
}

/** phi of every value, in place. */
export function applyActivation(activation: Activation, values: Float64Array): void {
  const { value } = activationNamed(activation);
  for (let i = 0; i < values.length; i++) values[i] = value(values[i]);
}

/** Multiplies each signal by phi', read off phi's value. */
export function applySlope(activation: Activation, values: Float64Array, signal: Float64Array): void {
  const { slopeAtOutput } = activationNamed(activation);
  for (let i = 0; i < values.length; i++) signal[i] *= slopeAtOutput(values[i]);
}
