import type { CircuitLayer } from '../engine/circuit.ts';
import type { Numbers } from '../model/numbers.ts';
import type { Arithmetic, Responder } from './arithmetic.ts';
import { timesSlope } from './times-slope.ts';

/** Arrays of a layer, in the order of kernel/respond.ts. */
export const LAYER_ARRAYS = 9;

/**
 * A layer of a circuit at rest with thresholds going to 0, for a batch of samples: entry b * n + i of an array is neuron
 * i of sample b.
 */
export class LayerBatch<A extends Numbers = Float64Array> {
  readonly a: A;
  readonly topDown: A;
  readonly plus: A;
  readonly minus: A;
  /** m and d. */
  readonly activity: A;
  readonly difference: A;
  /** M and E: what the receivers add up. A neuron whose threshold is t times the nominal one sends with gain 1/t. */
  readonly sentActivity: A;
  readonly sentDifference: A;
  /** What the auto-zero subtracts from d; null without one. */
  readonly zero: A | null;
  protected readonly own: CircuitLayer;
  /** Out of sight: with it, a state that holds a layer would be no plain data. */
  readonly #respond: Responder<A>;

  constructor(own: CircuitLayer, batch: number, arithmetic: Arithmetic<A>) {
    const [a, topDown, zero, plus, minus, ...sent] = arithmetic.arrays(LAYER_ARRAYS, batch * own.n);
    this.own = own;
    this.a = a;
    this.topDown = topDown;
    this.plus = plus;
    this.minus = minus;
    [this.activity, this.difference, this.sentActivity, this.sentDifference] = sent;
    this.zero = own.neurons.autoZero === null ? null : zero;
    this.#respond = arithmetic.responder(own);
  }

  /** First response, to `a` alone; an auto-zero samples its d, known to within the chip's residual. */
  start(): void {
    const { zero, difference } = this;
    this.topDown.fill(0);
    zero?.fill(0);
    this.update();
    if (zero === null) return;
    const residual = this.own.neurons.autoZero!;
    for (let at = 0; at < zero.length; at++) zero[at] = difference[at] + residual[at % residual.length];
    this.update();
  }

  /** Multiplies signals, one for each entry of `a`, by dM/da; the same array. */
  timesSlope(signal: A): A {
    timesSlope(this.own, this.a, this, signal);
    return signal;
  }

  /** Takes up what `a` and `topDown` hold; returns the largest change of an s_c, NaN where one is not finite. */
  update(damping: Float64Array | null = null): number {
    return this.#respond(this, damping);
  }
}
