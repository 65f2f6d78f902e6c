import type { Training } from '../config/scenario.ts';
import type { GradientSum } from '../learning/gradient.ts';
import type { SingleCircuit } from '../learning/single-circuit.ts';
import type { Numbers } from '../model/numbers.ts';
import type { Stream } from '../random/stream.ts';
import { descentOf } from './descent.ts';
import type { Synapses } from './synapse.ts';

/** Of forward array k, or of b_{k+1}. */
export type Part = 'weights' | 'bias';

/** One array of parameters that follows the updates. */
export interface Learner {
  readonly values: Float64Array;
  /** Arrays that a checkpoint keeps besides the values. */
  readonly state: readonly Float64Array[];
  /** Takes up the mean of what is summed over so many samples, at a rate; returns the pulses given, NaN where a value is not finite. */
  learn(samples: number, rate: number, random: Stream): number;
}

/** Where a learner finds the mean update over so many samples. */
type Direction = (samples: number) => Numbers;

export function directionOf(sum: GradientSum, k: number, columns: number, part: Part): Direction {
  return (samples) => meanOf(sum.layers[k], columns, part, samples);
}

/** A learner whose synapses take what the optimizer asks for. */
export function learnerOf(training: Training, values: Float64Array, synapses: Synapses, direction: Direction): Learner {
  const descent = descentOf(training, values);
  return {
    values,
    state: [...descent.state, ...synapses.state],
    learn: (samples, rate, random) => {
      const pulses = synapses.apply(descent.change(direction(samples), rate), random);
      return areFinite(values) ? pulses : Number.NaN;
    },
  };
}

/** The same where what is worked with is in single precision. */
export function withSingles({ values, state, learn }: Learner, single: SingleCircuit): Learner {
  const own = single.parametersOf(values);
  return {
    values,
    state,
    learn: (samples, rate, random) => {
      const pulses = learn(samples, rate, random);
      single.refresh(own);
      return pulses;
    },
  };
}

/** The same for exact synapses, gradient descent with momentum and single precision, all in one pass over the arrays. */
export function singleLearner(
  { momentum, weightDecay }: Training,
  values: Float64Array,
  single: SingleCircuit,
  direction: Float32Array,
): Learner {
  const own = single.parametersOf(values);
  return {
    values,
    state: [own.velocity],
    learn: (_, rate) => (single.descend(own, direction, momentum, weightDecay, rate) ? 0 : Number.NaN),
  };
}

function areFinite(values: Float64Array): boolean {
  let none = 0;
  for (let i = 0; i < values.length; i++) none += values[i] - values[i];
  return none === 0;
}

/** Mean over a batch of the summed updates of W_k, or of b_{k+1}; a row of the sum has n_k + 1 numbers, the bias last. */
function meanOf(sum: Float64Array, columns: number, part: Part, samples: number): Float64Array {
  const rows = sum.length / (columns + 1);
  const mean = new Float64Array(part === 'bias' ? rows : rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = i * (columns + 1);
    if (part === 'bias') mean[i] = sum[from + columns] / samples;
    else for (let j = 0; j < columns; j++) mean[i * columns + j] = sum[from + j] / samples;
  }
  return mean;
}
