import type { Training } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { fixedPoint } from '../learning/fixed-point.ts';
import type { GradientSum } from '../learning/gradient.ts';
import { isStable } from '../model/outcomes.ts';
import { Simulator } from '../verdict/simulate.ts';

/** What a batch of presentations came to. */
export interface Presented {
  /** Presentations that did not come to rest: not converged, or ended in no stable word. */
  readonly unsettled: number;
  /** Sent in all; 0 where nothing was simulated. */
  readonly events: number;
}

/** Where the updates of a batch come from; they are summed into the gradient, in the direction of descent. */
export type UpdateSource = (
  circuit: Circuit,
  batch: Drive,
  streams: (sample: number) => NoiseStreams,
  into: GradientSum,
) => Presented;

/** The exact gradient of the chip's free response: what a chip with a perfect backward pass would do. */
export const byBackprop: UpdateSource = (circuit, { input, target, loss }, _, into) => {
  const { activity, signal } = referenceGradient(circuit, input, target, loss);
  into.add(activity, signal, 1);
  return { unsettled: 0, events: 0 };
};

/** d_{k+1} m_k^T / beta where the layer-wise iteration ends, converged or not. */
export function byIteration({ passes, order }: Training): UpdateSource {
  return (circuit, batch, _, into) => {
    const { activity, difference, converged } = fixedPoint(circuit, batch, { iterations: passes, order });
    into.add(activity, difference, 1 / batch.beta);
    return { unsettled: converged ? 0 : batch.input.length / circuit.chip.layers[0], events: 0 };
  };
}

/** The same of every presentation as it ends, or as it was averaged under noise, event by event. */
export function byEvents(first: Circuit, limits: Limits): UpdateSource {
  const simulator = new Simulator(first);
  return (circuit, batch, streams, into) => {
    const { layers } = circuit.chip;
    const [inputs, outputs] = [layers[0], layers[layers.length - 1]];
    simulator.program(circuit.chip);
    let [unsettled, events] = [0, 0];
    for (let sample = 0; sample * inputs < batch.input.length; sample++) {
      const drive = {
        ...batch,
        input: batch.input.subarray(sample * inputs, (sample + 1) * inputs),
        target: batch.target.subarray(sample * outputs, (sample + 1) * outputs),
      };
      const run = simulator.run(drive, limits, { noise: streams(sample) });
      into.add(run.activity, run.difference, 1 / batch.beta);
      if (isStable(run.outcome) !== true) unsettled++;
      events += (run.events?.activity ?? 0) + (run.events?.difference ?? 0);
    }
    return { unsettled, events };
  };
}
