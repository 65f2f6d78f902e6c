import { type Circuit, type Drive, layerOf } from '../engine/circuit.ts';
import { Connector } from '../linear/connector.ts';
import { lossErrors, lossNamed } from '../model/losses.ts';
import type { Numbers } from '../model/numbers.ts';
import { perLayer } from '../model/per-layer.ts';
import type { CircuitArrays } from './arithmetic.ts';
import { tikhonovDamping } from './damping.ts';
import { LayerBatch } from './layer-batch.ts';

/** The layers of a circuit and what connects them, for a batch of samples. Weights may change between updates: see `reread`. */
export class LayerWise<A extends Numbers> {
  readonly last: number;
  readonly batch: number;
  /** Index 1 .. L. */
  readonly layers: readonly LayerBatch<A>[];
  /** Of layer k to layer k + 1, index 0 .. L - 1. */
  private readonly connectors: readonly Connector<A>[];
  private readonly circuit: Circuit;
  private readonly arrays: CircuitArrays<A>;
  private drive: Drive;
  private input: A | null = null;
  private readonly isDamped: boolean;
  /** L_k of every layer's neurons; null: none. */
  private damping: readonly (Float64Array | null)[] = [];
  /** e of every sample, live or held. */
  private readonly error: A;
  /** Layers above the first whose `a` is not of what the layer below sends now. */
  private readonly isStale: boolean[];

  /** @param drive the first samples; `begin` takes as many others */
  constructor(circuit: Circuit, arrays: CircuitArrays<A>, drive: Drive, damped: boolean) {
    const { layers, forward, connections } = circuit.chip;
    const { arithmetic } = arrays;
    this.circuit = circuit;
    this.arrays = arrays;
    this.drive = drive;
    this.last = layers.length - 1;
    this.batch = drive.input.length / layers[0];
    this.isDamped = damped;
    this.layers = perLayer(this.last, (k) => new LayerBatch(layerOf(circuit, k), this.batch, arithmetic));
    this.connectors = forward.map((_, k) => new Connector(connections?.[k] ?? null, arithmetic, this.batch));
    [this.error] = arithmetic.arrays(1, drive.target.length);
    this.isStale = layers.map(() => true);
    this.begin(drive);
  }

  /** The free forward pass of some samples. */
  begin(drive: Drive): void {
    this.take(drive);
    this.error.fill(0);
    this.damping = this.isDamped ? tikhonovDamping(this.circuit.chip) : this.circuit.chip.layers.map(() => null);
    this.reread();
    this.readFirst();
    for (let k = 1; k <= this.last; k++) {
      if (k > 1) this.readBelow(k);
      this.layers[k].start();
    }
  }

  /** Other samples from here on. */
  present(drive: Drive): void {
    this.take(drive);
    this.reread();
    this.readFirst();
  }

  /** Weights have changed: layers above the first read them anew when they are updated next. */
  reread(): void {
    this.isStale.fill(true);
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
      change = Math.max(change, this.respond(k));
    }
    return change;
  }

  /** Updates all layers at once, each by what the others were; returns the largest change of an s_c. */
  updateTogether(isNudged: boolean): number {
    const { last } = this;
    for (let k = 1; k <= last; k++) {
      if (k > 1) this.readBelow(k);
    }
    for (let k = 1; k < last; k++) this.readAbove(k);
    if (isNudged) this.nudge();
    let change = 0;
    for (let k = 1; k <= last; k++) change = Math.max(change, this.respond(k));
    return change;
  }

  /** All outputs at 0: what no input has reached yet. */
  toRest(): void {
    for (const { plus, minus, activity, difference, sentActivity, sentDifference } of this.layers.slice(1)) {
      for (const array of [plus, minus, activity, difference, sentActivity, sentDifference]) array.fill(0);
    }
    this.reread();
  }

  /** m_k; index 0 is the input. */
  activity(): A[] {
    return this.layers.map(({ activity }, k) => (k === 0 ? this.input! : activity));
  }

  /** What every array reads of m: m itself, or what comes out of its pool by the routes of the last way up; until the next update. */
  read(): A[] {
    return this.connectors.map((connector, k) => connector.read(k === 0 ? this.input! : this.layers[k].activity));
  }

  /** d_k; null at 0. */
  difference(): (A | null)[] {
    return this.layers.map(({ difference }, k) => (k === 0 ? null : difference));
  }

  /** a_L of what the layer below sends now. */
  output(): A {
    this.readBelow(this.last);
    return this.layers[this.last].a;
  }

  /** Takes e at the present output; until then it is 0. */
  holdError(): void {
    this.output();
    this.sampleError();
  }

  /**
   * The exact gradient at the free forward pass: -dl/da_k of every layer, null at 0. Backpropagation through the chip's own gains, mean
   * weights, rails, encoder gains and forward arrays. It takes the place of what the layers read from above.
   */
  exactSignals(): (A | null)[] {
    const { forward } = this.arrays;
    const signals: (A | null)[] = this.layers.map(() => null);
    this.holdError();
    signals[this.last] = this.error;
    for (let k = this.last - 1; k > 0; k--) {
      const { topDown } = this.layers[k];
      this.connectors[k].down(forward[k].weights, forward[k].bias.length, signals[k + 1]!, topDown);
      signals[k] = this.layers[k].timesSlope(topDown);
    }
    return signals;
  }

  private take(drive: Drive): void {
    this.drive = drive;
    this.input = this.arrays.arithmetic.taken(drive.input, this.input);
  }

  private respond(k: number): number {
    this.isStale[k + 1] = true;
    return this.layers[k].update(this.damping[k]);
  }

  private readFirst(): void {
    const { weights, bias } = this.arrays.forward[0];
    this.connectors[0].up(weights, bias, this.input!, this.layers[1].a);
  }

  private readBelow(k: number): void {
    if (k === 1) this.readFirst();
    if (k === 1 || !this.isStale[k]) return;
    const { weights, bias } = this.arrays.forward[k - 1];
    this.connectors[k - 1].up(weights, bias, this.layers[k - 1].sentActivity, this.layers[k].a);
    this.isStale[k] = false;
  }

  private readAbove(k: number): void {
    const { forward, feedback } = this.arrays;
    const { weights, bias } = forward[k];
    const { sentDifference } = this.layers[k + 1];
    this.connectors[k].down(feedback[k] ?? weights, bias.length, sentDifference, this.layers[k].topDown);
  }

  private nudge(): void {
    if (this.drive.nudge === 'live') this.sampleError();
    const { topDown } = this.layers[this.last];
    for (let at = 0; at < topDown.length; at++) topDown[at] = this.drive.beta * this.error[at];
  }

  private sampleError(): void {
    const { loss, target } = this.drive;
    const { layers } = this.circuit.chip;
    lossErrors(lossNamed(loss), layers[this.last], this.layers[this.last].a, target, this.error);
  }
}
