import type { Circuit } from '../engine/circuit.ts';
import type { Loss } from '../model/losses.ts';
import { activityBound } from './activity-bound.ts';
import { affine, affineDown } from './band.ts';
import { type DriveRange, errorBand, type Sent } from './drive-range.ts';
import { type NeuronBand, neuronBand } from './neuron-band.ts';
import type { SlopeRange } from './slope-range.ts';

/** Each pass carries the limits once through the network, from what the last one left. */
const PASSES = 6;

/**
 * What is proved of the slopes of every compartment, from some time on and whatever the start, under a constant input and
 * target of a box and a live error of any strength up to beta: from some time on every signal stays within limits, and limits
 * carried through the network are limits again. Index k = 1 .. L, null at 0; null where no first limits could be proved.
 */
export function activityRange(
  circuit: Circuit,
  loss: Loss,
  range: DriveRange,
  beta: number,
): (SlopeRange | null)[] | null {
  const { layers, forward, feedback } = circuit.chip;
  const last = layers.length - 1;
  const firstInput = affine(forward[0].weights, forward[0].bias, range.input);
  let sent = activityBound(circuit, loss, range, beta);
  if (sent === null) return null;
  let bands: (NeuronBand | null)[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const from: readonly (Sent | null)[] = sent;
    bands = layers.map((n, k) => {
      if (k === 0) return null;
      const a = k === 1 ? firstInput : affine(forward[k - 1].weights, forward[k - 1].bias, from[k - 1]!.activity);
      const down =
        k === last
          ? errorBand(loss, a, range.target, beta)
          : affineDown(feedback[k] ?? forward[k].weights, n, from[k + 1]!.difference);
      return neuronBand(circuit, k, a, down, k > 1);
    });
    sent = bands;
  }
  return bands.map((band) => band?.slopes ?? null);
}
