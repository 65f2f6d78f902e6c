import type { Chip, LayerNeurons } from '../../src/chip/chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import type { Activation } from '../../src/model/activations.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

/** What a test asks of a chip; everything else is drawn. */
export interface ChipWish {
  readonly seed: string;
  readonly layers: readonly number[];
  readonly activation: Activation;
  readonly alpha: number;
  readonly delay: number;
  readonly rails?: readonly [number, number];
  readonly separateFeedback?: boolean;
  readonly thresholdSpread?: number;
  readonly autoZero?: boolean;
  /** Nominal thresholds of both encoders. */
  readonly threshold?: number;
}

/** Relative spread of gains and time constants; offsets and biases are this many full scales. */
const SPREAD = 0.05;

/** A chip with a spread in every parameter: weights N(0, 1/fan-in), tau around 10 us. */
export function mismatchedChip(wish: ChipWish): Chip {
  const { seed, layers, activation, alpha, delay, rails = null, threshold = 1e-4 } = wish;
  const draw = (n: number, mean: number, sigma: number, ...address: (string | number)[]) => {
    const random = stream(seed, ...address);
    return Float64Array.from({ length: n }, () => mean + sigma * normal(random));
  };
  const weights = (k: number, name: string) => draw(layers[k] * layers[k + 1], 0, 1 / Math.sqrt(layers[k]), name, k);
  const neurons = (n: number, k: number): LayerNeurons => {
    const both = (name: string, mean: number) => ({
      plus: draw(n, mean, SPREAD * (mean || 0.2), name, 'plus', k),
      minus: draw(n, mean, SPREAD * (mean || 0.2), name, 'minus', k),
    });
    return {
      alpha: draw(n, alpha, SPREAD, 'alpha', k).map((a) => Math.min(1, Math.max(0, a))),
      tau: both('tau', 1e-5),
      gain: both('gain', 1),
      offset: both('offset', 0),
      nudgeGain: both('nudgeGain', 1),
      meanWeight: both('meanWeight', 1),
      threshold: {
        activity: draw(n, 1, wish.thresholdSpread ?? 0, 'activityThreshold', k),
        difference: draw(n, 1, wish.thresholdSpread ?? 0, 'differenceThreshold', k),
      },
      autoZero: wish.autoZero ? draw(n, 0, 0.005, 'autoZero', k) : null,
    };
  };
  return {
    name: seed,
    layers,
    activation,
    forward: layers.slice(1).map((n, k) => ({ weights: weights(k, 'forward'), bias: draw(n, 0.1, SPREAD, 'bias', k) })),
    feedback: layers.slice(1).map((_, k) => (k > 0 && wish.separateFeedback ? weights(k, 'feedback') : null)),
    neurons: layers.map((n, k) => (k === 0 ? null : neurons(n, k))),
    encoder: { activityThreshold: threshold, differenceThreshold: threshold, delay, jitter: 0 },
    rails,
    noise: null,
    energy: null,
  };
}

/** Inputs uniform in [0, 1], the first class as target, error live and squared unless said otherwise. */
export function driveOf(chip: Chip, beta: number, more: Partial<Drive> = {}): Drive {
  const random = stream(chip.name, 'input');
  const target = new Float64Array(chip.layers[chip.layers.length - 1]);
  target[0] = 1;
  const input = Float64Array.from({ length: chip.layers[0] }, random);
  return { input, target, loss: 'squared-error', beta, nudge: 'live', ...more };
}
