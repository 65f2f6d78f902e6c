import type { Compartments } from '../chip/chip.ts';
import { assertCircuit } from '../engine/assert-circuit.ts';
import { assertSamples } from '../engine/assert-samples.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { multiplyDown, multiplyUp } from '../linear/batch-products.ts';
import { lossErrors, lossNamed } from '../model/losses.ts';
import { perLayer } from '../model/per-layer.ts';
import { FIXED_POINT_ORDERS, type FixedPointOrder } from '../model/vocabulary.ts';
import { tikhonovDamping } from './damping.ts';
import { LayerBatch } from './layer-batch.ts';

/** How the layer-wise iteration goes, and how far. */
export interface FixedPointOptions {
  /** Largest number of passes. */
  readonly iterations: number;
  readonly order: FixedPointOrder;
  /** Tikhonov damping of the hidden layers (damping.ts). */
  readonly damping?: boolean;
  /** No further pass once one changes no s_c by more, full scales. */
  readonly tolerance?: number;
}

/** Where the iteration ended; with several samples, entry b * n_k + i is neuron i of sample b. */
export interface FixedPoint {
  /** s_c per layer; null at 0. */
  readonly state: readonly (Compartments | null)[];
  /** m_k; index 0 is the input. */
  readonly activity: readonly Float64Array[];
  /** d_k, auto-zeroed where the chip does so; null at 0. */
  readonly difference: readonly (Float64Array | null)[];
  /** a_L. */
  readonly output: Float64Array;
  /** Passes made. */
  readonly iterations: number;
  /** Largest change of an s_c in the last pass, full scales. */
  readonly change: number;
  /** The last pass changed nothing by more than the tolerance. */
  readonly converged: boolean;
  /** Ended because a pass changed an s_c by more than DIVERGED, or to something not finite. */
  readonly diverged: boolean;
}

const ROUNDING = 1e-12;
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
  const { iterations, order, tolerance = ROUNDING } = options;
  assertCircuit(circuit);
  assertSamples(circuit, drive);
  if (!FIXED_POINT_ORDERS.includes(order)) {
    throw new Error(`order: expected ${FIXED_POINT_ORDERS.join(' or ')}, got ${order}`);
  }
  if (!(iterations > 0)) throw new Error(`iterations: expected a number above 0, got ${iterations}`);
  const network = new LayerWise(circuit, drive, options.damping ?? false);
  const iterate = () => {
    let change = Number.POSITIVE_INFINITY;
    let made = 0;
    // After the first pass some layers have yet to hear of the error: nothing changed proves nothing.
    while (made < iterations && !hasDiverged(change, made) && !(made > 1 && change <= tolerance)) {
      change = network.update(sequence(order, network.last, made));
      made++;
    }
    if (order === 'forward-backward') change = Math.max(change, network.update([1]));
    return { change, made };
  };
  if (drive.nudge === 'held' && network.hasOffsets()) iterate();
  network.holdError();
  const { change, made } = iterate();
  const converged = made > 1 && change <= tolerance;
  return { ...network.result(), iterations: made, change, converged, diverged: hasDiverged(change, made) };
}

function hasDiverged(change: number, made: number): boolean {
  return made > 0 && !(change <= DIVERGED);
}

function sequence(order: FixedPointOrder, last: number, made: number): number[] {
  const up = Array.from({ length: last }, (_, index) => index + 1);
  if (order === 'forward') return up;
  const down = [...up].reverse();
  return made === 0 ? down.slice(0, -1) : [...up.slice(0, -1), ...down];
}

/** The layers of a circuit and what connects them. */
class LayerWise {
  readonly last: number;
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  private readonly batch: number;
  /** Index 1 .. L. */
  private readonly layers: readonly LayerBatch[];
  /** L_k of every layer's neurons; null: none. */
  private readonly damping: readonly (Float64Array | null)[];
  /** e of every sample, live or held. */
  private readonly error: Float64Array;

  constructor(circuit: Circuit, drive: Drive, damped: boolean) {
    const { layers } = circuit.chip;
    this.circuit = circuit;
    this.drive = drive;
    this.last = layers.length - 1;
    this.batch = drive.input.length / layers[0];
    this.damping = damped ? tikhonovDamping(circuit.chip) : layers.map(() => null);
    this.layers = perLayer(this.last, (k) => new LayerBatch(circuit, k, this.batch));
    this.error = new Float64Array(drive.target.length);
    for (let k = 1; k <= this.last; k++) {
      this.readBelow(k);
      this.layers[k].start();
    }
  }

  /** Whether the forward pass leaves differences that the free chip sends down; one with auto-zero sends none then. */
  hasOffsets(): boolean {
    if (this.circuit.chip.neurons[1]!.autoZero !== null) return false;
    return this.layers.some(({ difference }) => difference.some((d) => d !== 0));
  }

  /** Updates layers in the given order, layer 1 with the W_0 x it has; returns the largest change of an s_c. */
  update(order: readonly number[]): number {
    let change = 0;
    for (const k of order) {
      if (k > 1) this.readBelow(k);
      if (k < this.last) this.readAbove(k);
      else this.nudge();
      change = Math.max(change, this.layers[k].update(this.damping[k]));
    }
    return change;
  }

  result(): Pick<FixedPoint, 'state' | 'activity' | 'difference' | 'output'> {
    const { layers, last } = this;
    this.readBelow(last);
    return {
      state: layers.map(({ plus, minus }, k) => (k === 0 ? null : { plus, minus })),
      activity: layers.map(({ activity }, k) => (k === 0 ? this.drive.input : activity)),
      difference: layers.map(({ difference }, k) => (k === 0 ? null : difference)),
      output: layers[last].a,
    };
  }

  private readBelow(k: number): void {
    const { weights, bias } = this.circuit.chip.forward[k - 1];
    const below = k === 1 ? this.drive.input : this.layers[k - 1].sentActivity;
    multiplyUp(weights, bias, below, this.batch, this.layers[k].a);
  }

  private readAbove(k: number): void {
    const { forward, feedback, layers } = this.circuit.chip;
    const above = this.layers[k + 1].sentDifference;
    multiplyDown(feedback[k] ?? forward[k].weights, layers[k + 1], above, this.batch, this.layers[k].topDown);
  }

  private nudge(): void {
    if (this.drive.nudge === 'live') this.sampleError();
    const { topDown } = this.layers[this.last];
    for (let at = 0; at < topDown.length; at++) topDown[at] = this.drive.beta * this.error[at];
  }

  /** Takes e at the present output; until then it is 0. */
  holdError(): void {
    this.readBelow(this.last);
    this.sampleError();
  }

  private sampleError(): void {
    const { loss, target } = this.drive;
    const { layers } = this.circuit.chip;
    lossErrors(lossNamed(loss), layers[this.last], this.layers[this.last].a, target, this.error);
  }
}
