import type { Training } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { LayerIteration } from '../learning/fixed-point.ts';
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

/**
 * Where the updates of a batch come from. They are summed into the gradient, in the direction of descent; whenever it holds an
 * update, `learn` is called, and the weights may then be others.
 */
export type UpdateSource = (
  circuit: Circuit,
  batch: Drive,
  streams: (sample: number) => NoiseStreams,
  into: GradientSum,
  learn: () => void,
) => Presented;

/** The exact gradient of the chip's free response: what a chip with a perfect backward pass would do. */
export const byBackprop: UpdateSource = (circuit, { input, target, loss }, _, into, learn) => {
  const { activity, signal } = referenceGradient(circuit, input, target, loss);
  into.reset();
  into.add(activity, signal, 1);
  learn();
  return { unsettled: 0, events: 0 };
};

type Iterated = Pick<Training, 'passes' | 'order' | 'damping' | 'state' | 'learn'>;

/** d_{k+1} m_k^T / beta where the layer-wise iteration ends, converged or not, or after every pass of it. */
export function byIteration({ passes, order, damping, state, learn: moment }: Iterated): UpdateSource {
  /** Goes on from batch to batch where states are carried over. */
  let running: { readonly iteration: LayerIteration; readonly size: number } | null = null;
  return (circuit, batch, streams, into, learn) => {
    const size = batch.input.length;
    const options = { iterations: passes, order, damping: damping === 'tikhonov', random: streams(0)('order') };
    if (running !== null && running.size === size) running.iteration.present(batch);
    else running = { iteration: new LayerIteration(circuit, batch, options), size };
    const { iteration } = running;
    if (state === 'fresh') running = null;
    const update = () => {
      const { activity, difference } = iteration.result();
      into.reset();
      into.add(activity, difference, 1 / batch.beta);
      learn();
    };
    let converged = false;
    if (moment === 'pass') {
      for (let pass = 0; pass < passes; pass++) {
        converged = iteration.pass() <= SETTLED;
        update();
      }
    } else {
      ({ converged } = iteration.run());
      update();
    }
    return { unsettled: converged ? 0 : size / circuit.chip.layers[0], events: 0 };
  };
}

/** A pass that changes no more has settled, full scales; weights that follow every pass keep it from less. */
const SETTLED = 1e-3;

/** The same of every presentation as it ends, or as it was averaged under noise, event by event. */
export function byEvents(first: Circuit, limits: Limits): UpdateSource {
  const simulator = new Simulator(first);
  return (circuit, batch, streams, into, learn) => {
    const { layers } = circuit.chip;
    const [inputs, outputs] = [layers[0], layers[layers.length - 1]];
    simulator.program(circuit.chip);
    into.reset();
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
    learn();
    return { unsettled, events };
  };
}
