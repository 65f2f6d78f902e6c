import type { Chip, LayerNeurons } from '../../src/chip/chip.ts';
import type { Circuit } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Rule } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';

/** What a test asks of a chip; spreads are relative half-widths of uniform laws, 0 when not given. */
export interface ChipWish {
  readonly layers: readonly number[];
  readonly seed: string;
  readonly alpha: number;
  readonly activation?: Activation;
  readonly tau?: number;
  readonly delay?: number;
  /** Spread of every neuron parameter but tau. */
  readonly mismatch?: number;
  readonly tauSpread?: number;
  readonly thresholdSpread?: number;
  readonly separateFeedback?: boolean;
  /** Weights are uniform with this standard deviation times 1/sqrt(n_k). */
  readonly weightGain?: number;
  readonly rails?: readonly [number, number];
}

/** A chip for a test, and the rule it is wired for. */
export function randomCircuit(rule: Rule, wish: ChipWish): Circuit {
  return circuitOf(randomChip(wish), rule);
}

export function randomChip(wish: ChipWish): Chip {
  const { layers, seed, alpha, tau = 1e-5, mismatch = 0, tauSpread = 0, thresholdSpread = 0, weightGain = 1 } = wish;
  const around = (n: number, value: number, spread: number, ...address: string[]) => {
    const draw = stream(seed, ...address);
    return Float64Array.from({ length: n }, () => value * (1 + spread * (2 * draw() - 1)));
  };
  const weights = (k: number, name: string) => {
    const draw = stream(seed, name, String(k));
    const scale = (weightGain * Math.sqrt(3)) / Math.sqrt(layers[k]);
    return Float64Array.from({ length: layers[k] * layers[k + 1] }, () => scale * (2 * draw() - 1));
  };
  const neurons = (n: number, k: number): LayerNeurons => {
    const both = (name: string, value: number, spread: number) => ({
      plus: around(n, value, spread, name, 'plus', String(k)),
      minus: around(n, value, spread, name, 'minus', String(k)),
    });
    return {
      alpha: around(n, alpha, mismatch, 'alpha', String(k)).map((value) => Math.min(1, value)),
      tau: both('tau', tau, tauSpread),
      gain: both('gain', 1, mismatch),
      offset: { plus: new Float64Array(n), minus: new Float64Array(n) },
      nudgeGain: both('nudgeGain', 1, mismatch),
      meanWeight: both('meanWeight', 1, mismatch),
      threshold: {
        activity: around(n, 1, thresholdSpread, 'activityThreshold', String(k)),
        difference: around(n, 1, thresholdSpread, 'differenceThreshold', String(k)),
      },
      autoZero: null,
    };
  };
  return {
    name: seed,
    layers,
    activation: wish.activation ?? 'identity',
    forward: layers.slice(1).map((n, k) => ({ weights: weights(k, 'forward'), bias: new Float64Array(n) })),
    feedback: layers.slice(1).map((_, k) => (k > 0 && wish.separateFeedback ? weights(k, 'feedback') : null)),
    neurons: layers.map((n, k) => (k === 0 ? null : neurons(n, k))),
    encoder: { activityThreshold: 0.01, differenceThreshold: 0.01, delay: wish.delay ?? 0, jitter: 0 },
    rails: wish.rails ?? null,
    noise: null,
    energy: null,
  };
}

/** Any state of a linear chip is an operating point: all compartments at zero. */
export function zeroState(chip: Chip) {
  return chip.layers.map((n, k) => (k === 0 ? null : { plus: new Float64Array(n), minus: new Float64Array(n) }));
}
