import type { Activation } from '../model/activations.ts';
import type { Connections } from '../model/connection.ts';

/**
 * W_k and b_{k+1}: weights[i * n_k + j] goes from neuron j of layer k to neuron i of layer k + 1; with a convolution, from number j of
 * every patch to the neuron of channel i there.
 */
export interface ForwardArray {
  /** Row-major: n_{k+1} rows of n_k, or as arraySize has it. */
  readonly weights: Float64Array;
  /** One for each row. */
  readonly bias: Float64Array;
}

/** The network a chip is meant to hold, before any device imperfection; weights scaled to the chip's full scale. */
export interface NominalNetwork {
  /** Neurons per layer, input first: n_0 .. n_L. */
  readonly layers: readonly number[];
  /** Of layer k to layer k + 1; left out: dense arrays. */
  readonly connections?: Connections;
  /** Activation of the hidden layers; the output layer is the identity. */
  readonly activation: Activation;
  readonly forward: readonly ForwardArray[];
  /** Activity of layer k, in the unit of the weights as trained, drawn or read, that became one full scale; index 0 is 1. */
  readonly scale: readonly number[];
  /** Fraction of test images that the nominal network classifies correctly; null: not trained here. */
  readonly testAccuracy: number | null;
}

/** One input with its class and its target y (length n_L, in full scales of the output). */
export interface Probe {
  readonly input: Float64Array;
  readonly label: number;
  readonly target: Float64Array;
}
