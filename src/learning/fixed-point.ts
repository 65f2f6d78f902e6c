import { assertCircuit } from '../engine/assert-circuit.ts';
import { assertSamples } from '../engine/assert-samples.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { Numbers } from '../model/numbers.ts';
import { INFERENCE_ORDERS, type InferenceOrder } from '../model/vocabulary.ts';
import { shuffledIndices } from '../network/shuffle.ts';
import type { Stream } from '../random/stream.ts';
import { type CircuitArrays, doublesOf } from './arithmetic.ts';
import { LayerWise } from './layer-wise.ts';

/** How the layer-wise iteration goes, and how far. */
export interface FixedPointOptions {
  /** Largest number of passes. */
  readonly iterations: number;
  readonly order: InferenceOrder;
  /** Of the order `random`. */
  readonly random?: Stream;
  /** Tikhonov damping of the hidden layers (damping.ts). */
  readonly damping?: boolean;
  /** No further pass once one changes no s_c by more, full scales. */
  readonly tolerance?: number;
}

/** Where the iteration ended; with several samples, entry b * n_k + i is neuron i of sample b. */
export interface FixedPoint<A extends Numbers = Float64Array> {
  /** s_c per layer; null at 0. */
  readonly state: readonly ({ readonly plus: A; readonly minus: A } | null)[];
  /** m_k; index 0 is the input. */
  readonly activity: readonly A[];
  /** d_k, auto-zeroed where the chip does so; null at 0. */
  readonly difference: readonly (A | null)[];
  /** a_L. */
  readonly output: A;
  /** Passes made. */
  readonly iterations: number;
  /** Largest change of an s_c in the last pass, full scales. */
  readonly change: number;
  /** The last pass changed nothing by more than the tolerance. */
  readonly converged: boolean;
  /** Ended because a pass changed an s_c by more than DIVERGED, or to something not finite. */
  readonly diverged: boolean;
}

/** Full scales. */
const DIVERGED = 1e6;

/**
 * The layer-wise iteration of the papers, without events, time or encoders, from the free forward pass: each layer in
 * turn takes the state of rest of its present inputs. It stops at the states at which the chip would rest (thresholds
 * going to 0), but where it runs away says nothing about the chip, whose membranes damp it.
 *
 * `drive.input` and `drive.target` may hold several samples one after the other. A held error is the one of the free chip:
 * of the forward pass where all d are 0 there, as in the papers, else of an iteration without nudging, whose d the chip
 * sends down. The iteration is that of `circuit`, own parameters, rails and encoder gains included.
 */
export function fixedPoint(circuit: Circuit, drive: Drive, options: FixedPointOptions): FixedPoint {
  return new LayerIteration(circuit, doublesOf(circuit), drive, options).run();
}

function hasDiverged(change: number, made: number): boolean {
  return made > 0 && !(change <= DIVERGED);
}

/** The iteration, pass by pass. Weights may change between passes that are made one by one. */
export class LayerIteration<A extends Numbers> {
  readonly network: LayerWise<A>;
  private readonly iterations: number;
  private readonly order: InferenceOrder;
  private random: Stream | null;
  private readonly tolerance: number;
  private made = 0;

  constructor(circuit: Circuit, arrays: CircuitArrays<A>, drive: Drive, options: FixedPointOptions) {
    const { iterations, order, damping = false, random = null, tolerance = arrays.arithmetic.rounding } = options;
    assertCircuit(circuit);
    assertSamples(circuit, drive);
    if (!INFERENCE_ORDERS.includes(order)) {
      throw new Error(`order: expected ${INFERENCE_ORDERS.join(' or ')}, got ${order}`);
    }
    if (!(iterations > 0)) throw new Error(`iterations: expected a number above 0, got ${iterations}`);
    if (order === 'random' && random === null) throw new Error('order: random needs a stream to draw from');
    this.iterations = iterations;
    this.tolerance = tolerance;
    this.order = order;
    this.random = random;
    this.network = new LayerWise(circuit, arrays, drive, damping);
    this.settleFirst(drive);
  }

  /** Begins anew with as many other inputs and targets, from their free forward pass. */
  begin(drive: Drive, random: Stream): void {
    this.random = random;
    this.network.begin(drive);
    this.settleFirst(drive);
  }

  /** Goes on from the present state under other inputs and targets, as many as before. */
  present(drive: Drive): void {
    this.network.present(drive);
    this.made = 0;
  }

  /** Passes until one changes no s_c by more than the tolerance, the iteration has diverged, or all are made. */
  run(): FixedPoint<A> {
    const { iterations, tolerance } = this;
    let change = Number.POSITIVE_INFINITY;
    // After the first passes some layers have yet to hear of the error: nothing changed proves nothing.
    const blind = this.order === 'parallel' ? this.network.last : 1;
    const isOver = () => this.made > blind && change <= tolerance;
    while (this.made < iterations && !hasDiverged(change, this.made) && !isOver()) change = this.next();
    if (this.order === 'forward-backward') change = Math.max(change, this.network.update([1]));
    const { made } = this;
    return {
      ...this.result(),
      iterations: made,
      change,
      converged: isOver(),
      diverged: hasDiverged(change, made),
    };
  }

  /** One pass; returns the largest change of an s_c. */
  pass(): number {
    this.network.reread();
    return this.next();
  }

  /** Where it is. */
  result(): Pick<FixedPoint<A>, 'state' | 'activity' | 'difference' | 'output'> {
    const { network } = this;
    return {
      state: network.layers.map(({ plus, minus }, k) => (k === 0 ? null : { plus, minus })),
      activity: network.activity(),
      difference: network.difference(),
      output: network.output(),
    };
  }

  private settleFirst(drive: Drive): void {
    const { network } = this;
    this.made = 0;
    if (drive.nudge === 'held' && network.hasOffsets()) this.run();
    network.holdError();
    if (this.order === 'parallel') network.toRest();
    this.made = 0;
  }

  private next(): number {
    const { network } = this;
    const made = this.made++;
    // What has left the input at rest comes to the output in pass L.
    if (this.order === 'parallel') return network.updateTogether(made >= network.last - 1);
    return network.update(this.sequence(made));
  }

  private sequence(made: number): number[] {
    const up = Array.from({ length: this.network.last }, (_, index) => index + 1);
    if (this.order === 'forward') return up;
    if (this.order === 'random') return Array.from(shuffledIndices(up.length, this.random!), (index) => index + 1);
    const down = [...up].reverse();
    return made === 0 ? down.slice(0, -1) : [...up.slice(0, -1), ...down];
  }
}
