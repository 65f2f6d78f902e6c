import type { Chip, LayerNeurons } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import { arraySizes, type Connections } from '../../src/model/connection.ts';
import type { Loss } from '../../src/model/losses.ts';
import type { Rule } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';

/** What a test asks of a chip on which everything else varies. */
export interface Wish {
  readonly seed: string;
  readonly activation: Activation;
  readonly loss: Loss;
  readonly layers?: readonly number[];
  readonly connections?: Connections;
  readonly beta?: number;
  readonly rails?: readonly [number, number];
  readonly separateFeedback?: boolean;
  readonly autoZero?: boolean;
  readonly nudge?: 'live' | 'held';
  /** Half-width of every spread: 0 makes the chip ideal but for its weights. */
  readonly spread?: number;
  /** Of every neuron, less the spread; drawn from 0 .. 1 when not given. */
  readonly alpha?: number;
  /** Standard deviation of the weights of a layer times the root of its fan-in. */
  readonly gain?: number;
}

/** A chip with all its parameters drawn from uniform laws, and an input and one-hot target for it. */
export function mixedCircuit(rule: Rule, wish: Wish): { circuit: Circuit; drive: Drive } {
  const chip = mixedChip(wish);
  const { layers } = chip;
  const random = stream(wish.seed, 'drive');
  const target = new Float64Array(layers[layers.length - 1]);
  target[1] = 1;
  const drive: Drive = {
    input: Float64Array.from({ length: layers[0] }, random),
    target,
    loss: wish.loss,
    beta: wish.beta ?? 0.3,
    nudge: wish.nudge ?? 'live',
  };
  return { circuit: circuitOf(chip, rule), drive };
}

function mixedChip(wish: Wish): Chip {
  const { seed, layers = [4, 12, 10, 3], connections, spread = 0.2, gain = 1 } = wish;
  const connected = { layers, ...(connections === undefined ? {} : { connections }) };
  const sizes = arraySizes(connected);
  const about = (name: string, n: number, middle: number, half: number) => {
    const random = stream(seed, name);
    return Float64Array.from({ length: n }, () => middle + half * (2 * random() - 1));
  };
  const matrix = (name: string, k: number) =>
    about(`${name} ${k}`, sizes[k].rows * sizes[k].columns, 0, gain * Math.sqrt(3 / sizes[k].columns));
  const neurons = (n: number, k: number): LayerNeurons => {
    const both = (name: string, middle: number, half: number) => ({
      plus: about(`${name} + ${k}`, n, middle, half),
      minus: about(`${name} - ${k}`, n, middle, half),
    });
    return {
      alpha: wish.alpha === undefined ? about(`alpha ${k}`, n, 0.5, 0.5) : new Float64Array(n).fill(wish.alpha),
      tau: both('tau', 1e-5, 1e-5 * spread),
      gain: both('gain', 1, spread),
      offset: both('offset', 0, spread / 4),
      nudgeGain: both('nudge gain', 1, spread),
      meanWeight: both('mean weight', 1, spread),
      threshold: {
        activity: about(`activity threshold ${k}`, n, 1, spread),
        difference: about(`difference threshold ${k}`, n, 1, spread),
      },
      autoZero: wish.autoZero ? about(`auto-zero ${k}`, n, 0, 0.01) : null,
    };
  };
  return {
    name: seed,
    ...connected,
    activation: wish.activation,
    forward: sizes.map(({ rows }, k) => ({
      weights: matrix('forward', k),
      bias: about(`bias ${k}`, rows, 0.25, 0.25),
    })),
    feedback: layers.slice(1).map((_, k) => (k > 0 && wish.separateFeedback ? matrix('feedback', k) : null)),
    neurons: layers.map((n, k) => (k === 0 ? null : neurons(n, k))),
    encoder: { activityThreshold: 1e-4, differenceThreshold: 1e-4, delay: 2e-7, jitter: 0 },
    rails: wish.rails ?? null,
    noise: null,
    energy: null,
  };
}
