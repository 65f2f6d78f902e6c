import { type Circuit, type CircuitLayer, layerOf } from '../engine/circuit.ts';
import { respond } from './respond.ts';
import { respondCompiled } from './respond-compiled.ts';

/**
 * Layer k of a circuit at rest with thresholds going to 0, for a batch of samples: entry b * n_k + i of an array is neuron
 * i of sample b.
 */
export class LayerBatch {
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** m and d. */
  readonly activity: Float64Array;
  readonly difference: Float64Array;
  /** M and E: what the receivers add up. A neuron whose threshold is t times the nominal one sends with gain 1/t. */
  readonly sentActivity: Float64Array;
  readonly sentDifference: Float64Array;
  /** What the auto-zero subtracts from d; null without one. */
  readonly zero: Float64Array | null;
  protected readonly own: CircuitLayer;

  constructor(circuit: Circuit, k: number, batch: number) {
    const own = layerOf(circuit, k);
    const array = () => new Float64Array(batch * own.n);
    this.own = own;
    this.a = array();
    this.topDown = array();
    this.plus = array();
    this.minus = array();
    this.activity = array();
    this.difference = array();
    this.sentActivity = array();
    this.sentDifference = array();
    this.zero = own.neurons.autoZero === null ? null : array();
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

  /** Takes up what `a` and `topDown` hold; returns the largest change of an s_c, NaN where one is not finite. */
  update(damping: Float64Array | null = null): number {
    const { own } = this;
    return own.phi.shape === 'cut' ? respondCompiled(own, this, damping) : respond(own, this, damping);
  }
}
