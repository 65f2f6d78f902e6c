import type { Circuit } from '../engine/circuit.ts';
import { compartmentOutputs, difference, meanActivity, sentValues } from './stationary-layer.ts';

/** One layer in the layer-wise iteration, for a batch: entry b * n_k + i of an array is neuron i of sample b. */
export class LayerBatch {
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** m and d. */
  readonly activity: Float64Array;
  readonly difference: Float64Array;
  /** M and E: what the receivers see of them. */
  readonly sentActivity: Float64Array;
  readonly sentDifference: Float64Array;
  private readonly zero: Float64Array;
  private readonly circuit: Circuit;
  private readonly k: number;
  private readonly damping: Float64Array | null;
  private readonly plusBefore: Float64Array;
  private readonly minusBefore: Float64Array;

  /** @param damping L_k per neuron; null: none */
  constructor(circuit: Circuit, k: number, batch: number, damping: Float64Array | null) {
    const array = () => new Float64Array(batch * circuit.chip.layers[k]);
    this.circuit = circuit;
    this.k = k;
    this.damping = damping;
    this.a = array();
    this.topDown = array();
    this.plus = array();
    this.minus = array();
    this.activity = array();
    this.difference = array();
    this.sentActivity = array();
    this.sentDifference = array();
    this.zero = array();
    this.plusBefore = array();
    this.minusBefore = array();
  }

  /** First response, to `a` alone; an auto-zero samples its d. */
  start(): void {
    const { circuit, k, plus, minus, zero } = this;
    compartmentOutputs(circuit, k, this.a, this.topDown, plus, minus);
    const { autoZero } = circuit.chip.neurons[k]!;
    if (autoZero !== null) {
      for (let at = 0; at < zero.length; at++) zero[at] = plus[at] - minus[at] + autoZero[at % autoZero.length];
    }
    this.send();
  }

  /** Takes up what `a` and `topDown` hold; returns the largest change of an output, NaN where one is not finite. */
  update(): number {
    const { plus, minus, plusBefore, minusBefore } = this;
    plusBefore.set(plus);
    minusBefore.set(minus);
    compartmentOutputs(this.circuit, this.k, this.a, this.topDown, plus, minus, this.damping);
    this.send();
    let change = 0;
    for (let at = 0; at < plus.length; at++) {
      change = Math.max(change, Math.abs(plus[at] - plusBefore[at]), Math.abs(minus[at] - minusBefore[at]));
    }
    return change;
  }

  private send(): void {
    const { threshold } = this.circuit.chip.neurons[this.k]!;
    meanActivity(this.circuit, this.k, this.plus, this.minus, this.activity);
    difference(this.plus, this.minus, this.zero, this.difference);
    sentValues(this.activity, threshold.activity, this.sentActivity);
    sentValues(this.difference, threshold.difference, this.sentDifference);
  }
}
