import type { Chip } from '../../src/chip/chip.ts';
import type { Activation } from '../../src/model/activations.ts';

/** s. */
export const TAU = 1e-5;

export interface SmallChip {
  readonly layers: readonly number[];
  /** W_k row-major; as a number: so large are the entries of the pattern that stands for it. */
  readonly weights: readonly (readonly number[] | number)[];
  readonly biases?: readonly (readonly number[])[];
  readonly activation?: Activation;
  readonly alpha?: number;
  readonly rails?: readonly [number, number];
  /** Time constants of layer 1 in TAU; 1 each when not said. */
  readonly firstTau?: readonly number[];
  /** Of both encoders, full scales. */
  readonly threshold?: number;
  /** In tau. */
  readonly delay?: number;
  /** rms, full scales; correlation time tau. */
  readonly noise?: number;
  /** How uneven the neurons are: gains, nudging gains, mean weights, tau and thresholds, relative. */
  readonly uneven?: number;
}

/** A chip of round numbers; what is not said is ideal. Nothing is drawn: uneven neurons follow a cosine. */
export function smallChip(wish: SmallChip): Chip {
  const { layers, activation = 'relu', alpha = 0.5, rails = null, threshold = 0.01, uneven = 0, noise } = wish;
  const spread = (k: number, n: number, kind: number) =>
    new Float64Array(n).map((_, i) => 1 + uneven * Math.cos(3 * k + 5 * i + kind));
  const pair = (k: number, n: number, kind: number) => ({ plus: spread(k, n, kind), minus: spread(k, n, kind + 1) });
  return {
    name: 'small',
    layers,
    activation,
    forward: layers.slice(1).map((n, k) => {
      const weights = wish.weights[k];
      return {
        weights: typeof weights === 'number' ? pattern(n, layers[k], weights, k) : Float64Array.from(weights),
        bias: Float64Array.from(wish.biases?.[k] ?? new Array<number>(n).fill(0)),
      };
    }),
    feedback: layers.slice(1).map(() => null),
    neurons: layers.map((n, k) => {
      if (k === 0) return null;
      const tau = pair(k, n, 1);
      const seconds = (t: number, i: number) => t * TAU * (k === 1 ? (wish.firstTau?.[i] ?? 1) : 1);
      return {
        alpha: new Float64Array(n).fill(alpha),
        tau: { plus: tau.plus.map(seconds), minus: tau.minus.map(seconds) },
        gain: pair(k, n, 2),
        offset: { plus: new Float64Array(n), minus: new Float64Array(n) },
        nudgeGain: pair(k, n, 3),
        meanWeight: pair(k, n, 4),
        threshold: { activity: spread(k, n, 6), difference: spread(k, n, 7) },
        autoZero: null,
      };
    }),
    encoder: {
      activityThreshold: threshold,
      differenceThreshold: threshold,
      delay: (wish.delay ?? 0.05) * TAU,
      jitter: 0,
    },
    rails,
    noise: noise === undefined ? null : { thermal: { rms: noise, correlationTime: TAU }, flicker: null, read: null },
    energy: null,
  };
}

/** Weights of two digits that look like a trained array's: no two rows alike, both signs. */
function pattern(rows: number, columns: number, size: number, k: number): Float64Array {
  return new Float64Array(rows * columns).map((_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return Math.round(100 * size * Math.cos(1 + 2.4 * i + 1.7 * j * (i + 1) + k)) / 100;
  });
}
