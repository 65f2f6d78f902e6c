import type { Activation } from '../model/activations.ts';
import type { Connections } from '../model/connection.ts';
import type { ForwardArray } from '../network/network.ts';

/**
 * One manufactured chip, sampled or measured: every parameter of every neuron and synapse, as a struct of arrays in SI
 * units. Independent of the learning rule; read-only once built. Activities are dimensionless, 1.0 = full scale.
 */
export interface Chip {
  readonly name: string;
  /** Neurons per layer, input first: n_0 .. n_L. */
  readonly layers: readonly number[];
  /** Of layer k to layer k + 1, k = 0 .. L-1; left out: every array reads all neurons below it at once. */
  readonly connections?: Connections;
  /** Activation phi of the hidden layers; the output layer is always the identity. */
  readonly activation: Activation;
  /** Index k = 0 .. L-1: the array read up, from layer k to layer k + 1. */
  readonly forward: readonly ForwardArray[];
  /** Index k = 0 .. L-1: the array read down, from layer k + 1 to layer k; null: the forward array, read in transpose. */
  readonly feedback: readonly (Float64Array | null)[];
  /** Index k = 0 .. L; null at 0, the clamped input. */
  readonly neurons: readonly (LayerNeurons | null)[];
  readonly encoder: Encoder;
  /** Limits of every compartment, in full scales; null: none. */
  readonly rails: readonly [low: number, high: number] | null;
  /** Null: a noiseless chip. */
  readonly noise: Noise | null;
  /** Null: not stated, so energy cannot be reported. */
  readonly energy: Energy | null;
}

/** One value for each of a neuron's two compartments; arrays of length n_k. */
export interface Compartments {
  readonly plus: Float64Array;
  readonly minus: Float64Array;
}

/** Parameters of one layer; arrays of length n_k. */
export interface LayerNeurons {
  /** Nudging asymmetry, 0 .. 1; 1/2 is symmetric. */
  readonly alpha: Float64Array;
  /** Membrane time constant, s. */
  readonly tau: Compartments;
  readonly gain: Compartments;
  /** Full scales. */
  readonly offset: Compartments;
  /** Unit-mean factor on the nudging gain g_c. */
  readonly nudgeGain: Compartments;
  /** Unit-mean factor on the weight w_c of the mean. */
  readonly meanWeight: Compartments;
  /** Own encoder threshold / nominal threshold. */
  readonly threshold: { readonly activity: Float64Array; readonly difference: Float64Array };
  /** Residual of the auto-zero of d, full scales; null: no auto-zero circuit. */
  readonly autoZero: Float64Array | null;
}

/** Nominal send-on-delta encoder and event link, common to the chip. */
export interface Encoder {
  /** Full scales. */
  readonly activityThreshold: number;
  /** Full scales. */
  readonly differenceThreshold: number;
  /** Event transport delay, s. */
  readonly delay: number;
  /** Standard deviation of the delay, s; delays are cut at zero. */
  readonly jitter: number;
}

/** Poisson-redraw noise sources; rms in full scales at the membrane's *input*, before its low-pass. */
export interface Noise {
  /** Thermal: one source per compartment. */
  readonly thermal: { readonly rms: number; readonly correlationTime: number } | null;
  /** Flicker: one source per compartment and correlation time; their summed variance is rms^2. */
  readonly flicker: { readonly rms: number; readonly lowFrequency: number; readonly highFrequency: number } | null;
  /** Read noise of the synapses, relative to each device's current, on the row (up) and column (down) current. */
  readonly read: { readonly relative: number; readonly correlationTime: number } | null;
}

export interface Energy {
  /** J per event sent. */
  readonly event: number;
  /** W per neuron. */
  readonly staticPerNeuron: number;
}
