import type { Chip, Encoder, LayerNeurons } from '../../src/chip/chip.ts';
import type { Activation } from '../../src/model/activations.ts';

const TAU = 1e-5;

export interface IdealChipOptions {
  readonly layers: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly activation?: Activation;
  readonly alpha?: number;
  readonly encoder?: Partial<Encoder>;
  readonly rails?: readonly [number, number] | null;
  readonly neurons?: (layer: number) => Partial<LayerNeurons>;
}

/** A chip without mismatch: tau 10 us, gain 1, offset 0, no bias; `weights[k]` is W_k row-major. */
export function idealChip(options: IdealChipOptions): Chip {
  const { layers, weights, activation = 'identity', alpha = 0.5 } = options;
  const constant = (n: number, value: number) => new Float64Array(n).fill(value);
  const pair = (n: number, value: number) => ({ plus: constant(n, value), minus: constant(n, value) });
  return {
    name: 'ideal',
    layers,
    activation,
    forward: weights.map((w, k) => ({ weights: Float64Array.from(w), bias: constant(layers[k + 1], 0) })),
    feedback: weights.map(() => null),
    neurons: layers.map((n, k) =>
      k === 0
        ? null
        : {
            alpha: constant(n, alpha),
            tau: pair(n, TAU),
            gain: pair(n, 1),
            offset: pair(n, 0),
            nudgeGain: pair(n, 1),
            meanWeight: pair(n, 1),
            threshold: { activity: constant(n, 1), difference: constant(n, 1) },
            autoZero: null,
            ...options.neurons?.(k),
          },
    ),
    encoder: { activityThreshold: 0.01, differenceThreshold: 0.01, delay: 2e-7, jitter: 0, ...options.encoder },
    rails: options.rails ?? null,
    noise: null,
    energy: null,
  };
}
