import type { Compartments } from '../chip/chip.ts';
import { assertCircuit } from '../engine/assert-circuit.ts';
import { assertSamples } from '../engine/assert-samples.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { multiplyDown, multiplyUp } from '../linear/batch-products.ts';
import { lossErrors, lossNamed } from '../model/losses.ts';
import { perLayer } from '../model/per-layer.ts';
import { INFERENCE_ORDERS, type InferenceOrder } from '../model/vocabulary.ts';
import { shuffledIndices } from '../network/shuffle.ts';
import type { Stream } from '../random/stream.ts';
import { tikhonovDamping } from './damping.ts';
import { LayerBatch } from './layer-batch.ts';

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
  return new LayerIteration(circuit, drive, options).run();
}

function hasDiverged(change: number, made: number): boolean {
  return made > 0 && !(change <= DIVERGED);
}

/** The iteration, pass by pass. Weights may change between passes. */
export class LayerIteration {
  private readonly network: LayerWise;
  private readonly iterations: number;
  private readonly order: InferenceOrder;
  private readonly random: Stream | null;
  private readonly tolerance: number;
  private made = 0;

  constructor(circuit: Circuit, drive: Drive, options: FixedPointOptions) {
    const { iterations, order, damping = false, random = null, tolerance = ROUNDING } = options;
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
    this.network = new LayerWise(circuit, drive, damping);
    if (drive.nudge === 'held' && this.network.hasOffsets()) this.run();
    this.network.holdError();
    if (order === 'parallel') this.network.toRest();
    this.made = 0;
  }

  /** Goes on from the present state under other inputs and targets, as many as before. */
  present(drive: Drive): void {
    this.network.present(drive);
    this.made = 0;
  }

  /** Passes until one changes no s_c by more than the tolerance, the iteration has diverged, or all are made. */
  run(): FixedPoint {
    const { iterations, tolerance } = this;
    let change = Number.POSITIVE_INFINITY;
    // After the first passes some layers have yet to hear of the error: nothing changed proves nothing.
    const blind = this.order === 'parallel' ? this.network.last : 1;
    const isOver = () => this.made > blind && change <= tolerance;
    while (this.made < iterations && !hasDiverged(change, this.made) && !isOver()) change = this.pass();
    if (this.order === 'forward-backward') change = Math.max(change, this.network.update([1]));
    const { made } = this;
    return {
      ...this.network.result(),
      iterations: made,
      change,
      converged: isOver(),
      diverged: hasDiverged(change, made),
    };
  }

  /** One pass; returns the largest change of an s_c. */
  pass(): number {
    const { network } = this;
    const made = this.made++;
    // What has left the input at rest comes to the output in pass L.
    if (this.order === 'parallel') return network.updateTogether(made >= network.last - 1);
    return network.update(this.sequence(made));
  }

  /** Where it is. */
  result(): Pick<FixedPoint, 'state' | 'activity' | 'difference' | 'output'> {
    return this.network.result();
  }

  private sequence(made: number): number[] {
    const up = Array.from({ length: this.network.last }, (_, index) => index + 1);
    if (this.order === 'forward') return up;
    if (this.order === 'random') return Array.from(shuffledIndices(up.length, this.random!), (index) => index + 1);
    const down = [...up].reverse();
    return made === 0 ? down.slice(0, -1) : [...up.slice(0, -1), ...down];
  }
}

/** The layers of a circuit and what connects them. */
class LayerWise {
  readonly last: number;
  private readonly circuit: Circuit;
  private drive: Drive;
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

  /** Updates all layers at once, each by what the others were; returns the largest change of an s_c. */
  updateTogether(isNudged: boolean): number {
    const { layers, last } = this;
    for (let k = 1; k <= last; k++) {
      if (k > 1) this.readBelow(k);
      if (k < last) this.readAbove(k);
    }
    if (isNudged) this.nudge();
    return layers.slice(1).reduce((change, layer, i) => Math.max(change, layer.update(this.damping[i + 1])), 0);
  }

  /** All outputs at 0: what no input has reached yet. */
  toRest(): void {
    for (const { plus, minus, activity, difference, sentActivity, sentDifference } of this.layers.slice(1)) {
      for (const array of [plus, minus, activity, difference, sentActivity, sentDifference]) array.fill(0);
    }
  }

  present(drive: Drive): void {
    this.drive = drive;
    this.readBelow(1);
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
