import { Outlook } from '../analysis/outlook.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeResponse } from '../engine/free-response.ts';
import { largestIndex } from '../model/largest-index.ts';
import { type Loss, lossNamed } from '../model/losses.ts';

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

export function performanceOn(circuit: Circuit, { count, input, target, labels }: Samples, loss: Loss): Performance {
  const { layers } = circuit.chip;
  const { output } = freeResponse(circuit, input);
  const classes = layers[layers.length - 1];
  const { value } = lossNamed(loss);
  let [sum, right] = [0, 0];
  for (let i = 0; i < count; i++) {
    const own = output.subarray(i * classes, (i + 1) * classes);
    sum += value(own, target.subarray(i * classes, (i + 1) * classes));
    if (largestIndex(own) === labels[i]) right++;
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
  let gainMargin: number | null = null;
  let lost = 0;
  let limit: number | null = null;
  for (const drive of drives) {
    const { point, margins, ending } = new Outlook(circuit, drive);
    if (point === null) lost++;
    const own = margins?.gainMargin ?? null;
    if (own !== null) gainMargin = Math.min(gainMargin ?? Infinity, own);
    const end = point === null ? (ending?.beta ?? 0) : own === null ? Infinity : own * drive.beta;
    if (end < (limit ?? Infinity)) limit = end;
  }
  return { gainMargin, lost, limit };
}

/** The first so many samples. */
export function firstOf({ input, target, labels, count }: Samples, wanted: number): Samples {
  const n = Math.min(count, wanted);
  return {
    count: n,
    input: input.subarray(0, (n * input.length) / count),
    target: target.subarray(0, (n * target.length) / count),
    labels: labels.subarray(0, n),
  };
}

/** The samples of given numbers, in that order. */
export function samplesAt({ count, input, target, labels }: Samples, indices: ArrayLike<number>): Samples {
  const gathered = (values: Float64Array) => {
    const n = values.length / count;
    const own = new Float64Array(indices.length * n);
    for (let i = 0; i < indices.length; i++) own.set(values.subarray(indices[i] * n, (indices[i] + 1) * n), i * n);
    return own;
  };
  return {
    count: indices.length,
    input: gathered(input),
    target: gathered(target),
    labels: Uint8Array.from(indices, (index) => labels[index]),
  };
}
