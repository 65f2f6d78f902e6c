import { Outlook } from '../analysis/outlook.ts';
import type { Chip } from '../chip/chip.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeResponse } from '../engine/free-response.ts';
import { unrolled } from '../engine/unrolled.ts';
import { largestIndex } from '../model/largest-index.ts';
import { type Loss, lossNamed } from '../model/losses.ts';
import type { Numbers } from '../model/numbers.ts';

/** Inputs with their targets and classes, one after the other. */
export interface Samples {
  readonly count: number;
  readonly input: Float64Array;
  readonly target: Float64Array;
  readonly labels: Uint8Array;
}

/** Mean loss and fraction of right classes of the free chip, thresholds going to 0. */
export interface Performance {
  readonly loss: number;
  readonly accuracy: number;
}

/** Samples of which outputs are worked out at once, and neurons of them: few enough that what is between stays in the caches. */
const AT_ONCE = 200;
const NEURONS = 2 ** 20;

/** Fewer of them where layers are convolutions, whose neurons are many for their weights. */
export function atOnce({ layers, connections }: Chip): number {
  if (connections === undefined) return AT_ONCE;
  return Math.min(AT_ONCE, Math.ceil(NEURONS / layers.reduce((sum, n) => sum + n, 0)));
}

export function performanceOn(circuit: Circuit, samples: Samples, loss: Loss): Performance {
  return performanceOf(samples, loss, ({ input }) => freeResponse(circuit, input).output, atOnce(circuit.chip));
}

/**
 * @param outputOf a_L of the free chip for some samples
 * @param most so many of them
 */
export function performanceOf(
  samples: Samples,
  loss: Loss,
  outputOf: (some: Samples) => Numbers,
  most: number,
): Performance {
  const { count } = samples;
  const { value } = lossNamed(loss);
  let [sum, right] = [0, 0];
  for (let from = 0; from < count; from += most) {
    const some = samplesBetween(samples, from, Math.min(count, from + most));
    const output = outputOf(some);
    const classes = output.length / some.count;
    for (let i = 0; i < some.count; i++) {
      const own = output.subarray(i * classes, (i + 1) * classes);
      sum += value(own, some.target.subarray(i * classes, (i + 1) * classes));
      if (largestIndex(own) === some.labels[i]) right++;
    }
  }
  return count === 0 ? { loss: 0, accuracy: 0 } : { loss: sum / count, accuracy: right / count };
}

/** How far the chip is from losing its branch under some drives. */
export interface Stability {
  /** Smallest gain margin of the branches that have one; null: none has a finite one. */
  readonly gainMargin: number | null;
  /** Drives under which the branch has ended or could not be followed. */
  readonly lost: number;
  /** Smallest beta at which a branch ends, or would if its loop stayed as it is; 0: one could not be followed. Null: none does. */
  readonly limit: number | null;
}

export function stabilityOf(circuit: Circuit, drives: readonly Drive[]): Stability {
  const dense = unrolled(circuit);
  let gainMargin: number | null = null;
  let lost = 0;
  let limit: number | null = null;
  for (const drive of drives) {
    const { point, margins, ending } = new Outlook(dense, drive);
    if (point === null) lost++;
    const own = margins?.gainMargin ?? null;
    if (own !== null) gainMargin = Math.min(gainMargin ?? Infinity, own);
    const end = point === null ? (ending?.beta ?? 0) : own === null ? Infinity : own * drive.beta;
    if (end < (limit ?? Infinity)) limit = end;
  }
  return { gainMargin, lost, limit };
}

/** The first so many samples. */
export function firstOf(samples: Samples, wanted: number): Samples {
  return samplesBetween(samples, 0, Math.min(samples.count, wanted));
}

/** Samples `from` to `to`, the latter not included. */
function samplesBetween({ input, target, labels, count }: Samples, from: number, to: number): Samples {
  const part = (values: Float64Array) => values.subarray((from * values.length) / count, (to * values.length) / count);
  return { count: to - from, input: part(input), target: part(target), labels: labels.subarray(from, to) };
}

/**
 * The samples of given numbers, in that order.
 *
 * @param into inputs and targets to write over, where there are as many of them
 */
export function samplesAt(
  { count, input, target, labels }: Samples,
  indices: ArrayLike<number>,
  into: Samples | null = null,
): Samples {
  const gathered = (values: Float64Array, former: Float64Array | undefined) => {
    const n = values.length / count;
    const own = former?.length === indices.length * n ? former : new Float64Array(indices.length * n);
    for (let i = 0; i < indices.length; i++) own.set(values.subarray(indices[i] * n, (indices[i] + 1) * n), i * n);
    return own;
  };
  return {
    count: indices.length,
    input: gathered(input, into?.input),
    target: gathered(target, into?.target),
    labels: Uint8Array.from(indices, (index) => labels[index]),
  };
}
