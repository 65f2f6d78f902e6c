import type { Chip, LayerNeurons } from '../chip/chip.ts';
import { type Activation, type ActivationDefinition, activationNamed } from '../model/activations.ts';
import type { Loss } from '../model/losses.ts';
import type { Nudge } from '../model/vocabulary.ts';
import type { Nudging } from './nudging.ts';

/** A chip wired for one learning rule. */
export interface Circuit {
  readonly chip: Chip;
  /** Index k = 0 .. L; null at 0. */
  readonly nudging: readonly (Nudging | null)[];
}

/** Layer k >= 1 of a circuit: what its neurons are. */
export interface CircuitLayer {
  readonly n: number;
  readonly isOutput: boolean;
  /** By name, and all of it; the output layer is the identity. */
  readonly activation: Activation;
  readonly phi: ActivationDefinition;
  /** Limits of v, full scales; infinite: none. */
  readonly low: number;
  readonly high: number;
  readonly neurons: LayerNeurons;
  readonly nudging: Nudging;
}

export function layerOf({ chip, nudging }: Circuit, k: number): CircuitLayer {
  const isOutput = k === chip.layers.length - 1;
  const activation = isOutput ? 'identity' : chip.activation;
  const [low, high] = chip.rails ?? [-Infinity, Infinity];
  return {
    n: chip.layers[k],
    isOutput,
    activation,
    phi: activationNamed(activation),
    low,
    high,
    neurons: chip.neurons[k]!,
    nudging: nudging[k]!,
  };
}

/** What a run applies to a circuit at time 0. */
export interface Drive {
  /** x, length n_0. */
  readonly input: Float64Array;
  /** W_0 x + b, length n_1, where the caller has it already. */
  readonly firstInput?: Float64Array;
  /** y, length n_L. */
  readonly target: Float64Array;
  readonly loss: Loss;
  /** Nudging strength. */
  readonly beta: number;
  readonly nudge: Nudge;
}
