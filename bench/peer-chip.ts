import type { Chip } from '../src/chip/chip.ts';
import type { Drive } from '../src/engine/circuit.ts';
import { normal, unitLognormal } from '../src/random/distributions.ts';
import { stream } from '../src/random/stream.ts';

export interface PeerChip {
  readonly chip: Chip;
  /** Uniform in [0, 1]. */
  readonly input: Float64Array;
  /** One-hot, class 1. */
  readonly target: Float64Array;
  readonly beta: number;
}

/** The rule under which simulators are compared. */
export const RULE = 'dp-transpose';

/** What the chip is driven with. */
export function driveOf({ input, target, beta }: PeerChip): Drive {
  return { input, target, beta, loss: 'squared-error', nudge: 'live' };
}

/** The same chip with other thresholds, full scales. */
export function withThreshold(peer: PeerChip, threshold: number): PeerChip {
  const encoder = { ...peer.chip.encoder, activityThreshold: threshold, differenceThreshold: threshold };
  return { ...peer, chip: { ...peer.chip, encoder } };
}

/** The chip on which simulators are compared: relu, alpha 0, 10 % mismatch, thresholds 0.01, delay 0.2 us. */
export function peerChip(layers: readonly number[], seed: string): PeerChip {
  const draws = (name: string, layer: number, count: number, value: (random: () => number) => number) => {
    const random = stream(seed, name, layer);
    return new Float64Array(count).map(() => value(random));
  };
  const pair = (name: string, layer: number, count: number, value: (random: () => number) => number) => ({
    plus: draws(`${name}.plus`, layer, count, value),
    minus: draws(`${name}.minus`, layer, count, value),
  });
  const forward = layers.slice(1).map((n, k) => ({
    weights: draws('weights', k, n * layers[k], (random) => (1.3 / Math.sqrt(layers[k])) * normal(random)),
    bias: draws('bias', k, n, (random) => 0.1 * normal(random)),
  }));
  const neurons = layers.map((n, k) =>
    k === 0
      ? null
      : {
          alpha: new Float64Array(n),
          tau: pair('tau', k, n, (random) => 1e-5 * unitLognormal(random, 0.1)),
          gain: pair('gain', k, n, (random) => 1 + 0.05 * normal(random)),
          offset: pair('offset', k, n, (random) => 0.01 * normal(random)),
          nudgeGain: pair('nudgeGain', k, n, (random) => 1 + 0.1 * normal(random)),
          meanWeight: pair('meanWeight', k, n, (random) => 1 + 0.1 * normal(random)),
          threshold: { activity: new Float64Array(n).fill(1), difference: new Float64Array(n).fill(1) },
          autoZero: null,
        },
  );
  const outputs = layers[layers.length - 1];
  const target = new Float64Array(outputs);
  target[1] = 1;
  return {
    chip: {
      name: layers.join('-'),
      layers,
      activation: 'relu',
      forward,
      feedback: forward.map(() => null),
      neurons,
      encoder: { activityThreshold: 0.01, differenceThreshold: 0.01, delay: 2e-7, jitter: 0 },
      rails: null,
      noise: null,
      energy: null,
    },
    input: draws('input', 0, layers[0], (random) => random()),
    target,
    beta: 0.5,
  };
}
