import type { Training } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import type { CircuitArrays } from '../learning/arithmetic.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { LayerIteration } from '../learning/fixed-point.ts';
import { type GradientSum, readOf, type UpdateSum } from '../learning/gradient.ts';
import { LayerWise } from '../learning/layer-wise.ts';
import type { Numbers } from '../model/numbers.ts';
import { isStable } from '../model/outcomes.ts';
import { sumUnlessMissing } from '../model/sum-unless-missing.ts';
import { Simulator } from '../verdict/simulate.ts';

/** What a batch of presentations came to. */
export interface Presented {
  /** Presentations that did not come to rest: not converged, or ended in no stable word. */
  readonly unsettled: number;
  /** Sent in all; 0 where nothing was simulated. */
  readonly events: number;
  /** Simulated time, s; null: nothing was simulated. */
  readonly time: number | null;
  /** J; null: nothing was simulated, or the chip states no energies. */
  readonly energy: number | null;
}

/** Of what is worked out without time. */
const TIMELESS = { events: 0, time: null, energy: null } as const;

/**
 * Where the updates of a batch come from. They are summed in the direction of descent; whenever the sum holds an update, `learn` is
 * called, and the weights may then be others.
 */
export type UpdateSource = (batch: Drive, streams: (sample: number) => NoiseStreams, learn: () => void) => Presented;

/** The exact gradient of the chip's free response: what a chip with a perfect backward pass would do. */
export function byBackprop(circuit: Circuit, into: GradientSum): UpdateSource {
  return ({ input, target, loss }, _, learn) => {
    const { read, signal } = referenceGradient(circuit, input, target, loss);
    into.reset();
    into.add(read, signal, 1);
    learn();
    return { unsettled: 0, ...TIMELESS };
  };
}

/** The same from the layers of the iteration, in the precision of the arrays. */
export function byLayers<A extends Numbers>(
  circuit: Circuit,
  arrays: CircuitArrays<A>,
  into: UpdateSum<A>,
): UpdateSource {
  let network: LayerWise<A> | null = null;
  return (batch, _, learn) => {
    network = presented(network, circuit, arrays, batch);
    into.reset();
    const signals = network.exactSignals();
    into.add(network.read(), signals, 1);
    learn();
    return { unsettled: 0, ...TIMELESS };
  };
}

/** A network at the free forward pass of some samples: the one that there is, where it takes as many. */
export function presented<A extends Numbers>(
  network: LayerWise<A> | null,
  circuit: Circuit,
  arrays: CircuitArrays<A>,
  batch: Drive,
): LayerWise<A> {
  if (network !== null && network.batch * circuit.chip.layers[0] === batch.input.length) {
    network.begin(batch);
    return network;
  }
  arrays.arithmetic.reuse();
  return new LayerWise(circuit, arrays, batch, false);
}

type Iterated = Pick<Training, 'passes' | 'order' | 'damping' | 'state' | 'learn'>;

/** d_{k+1} m_k^T / beta where the layer-wise iteration ends, converged or not, or after every pass of it. */
export function byIteration<A extends Numbers>(
  circuit: Circuit,
  arrays: CircuitArrays<A>,
  { passes, order, damping, state, learn: moment }: Iterated,
  into: UpdateSum<A>,
): UpdateSource {
  /** Goes on from batch to batch where states are carried over, and is begun anew where not. */
  let running: { readonly iteration: LayerIteration<A>; readonly size: number } | null = null;
  return (batch, streams, learn) => {
    const size = batch.input.length;
    const random = streams(0)('order');
    if (running?.size !== size) {
      const options = { iterations: passes, order, damping: damping === 'tikhonov', random };
      arrays.arithmetic.reuse();
      running = { iteration: new LayerIteration(circuit, arrays, batch, options), size };
    } else if (state === 'fresh') running.iteration.begin(batch, random);
    else running.iteration.present(batch);
    const { iteration } = running;
    const update = () => {
      const { difference } = iteration.result();
      into.reset();
      into.add(iteration.network.read(), difference, 1 / batch.beta);
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
    return { unsettled: converged ? 0 : size / circuit.chip.layers[0], ...TIMELESS };
  };
}

/** A pass that changes no more has settled, full scales; weights that follow every pass keep it from less. */
const SETTLED = 1e-3;

/** The same of every presentation as it ends, or as it was averaged under noise, event by event. */
export function byEvents(circuit: Circuit, limits: Limits, into: GradientSum): UpdateSource {
  const simulator = new Simulator(circuit);
  return (batch, streams, learn) => {
    const { layers } = circuit.chip;
    const [inputs, outputs] = [layers[0], layers[layers.length - 1]];
    simulator.program(circuit.chip);
    into.reset();
    let [unsettled, events, time] = [0, 0, 0];
    let energy: number | null = 0;
    for (let sample = 0; sample * inputs < batch.input.length; sample++) {
      const drive = {
        ...batch,
        input: batch.input.subarray(sample * inputs, (sample + 1) * inputs),
        target: batch.target.subarray(sample * outputs, (sample + 1) * outputs),
      };
      const run = simulator.run(drive, limits, { noise: streams(sample) });
      into.add(readOf(circuit.chip, run.activity), run.difference, 1 / batch.beta);
      if (isStable(run.outcome) !== true) unsettled++;
      events += (run.events?.activity ?? 0) + (run.events?.difference ?? 0);
      time += run.endTime;
      energy = sumUnlessMissing([energy, run.energy]);
    }
    learn();
    return { unsettled, events, time, energy };
  };
}
