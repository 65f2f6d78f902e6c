import { activate } from '../chip/activation.ts';
import type { Circuit } from '../engine/circuit.ts';
import type { Activation } from '../vocabulary.ts';

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
  protected readonly circuit: Circuit;
  protected readonly k: number;
  protected readonly activation: Activation;
  /** What the auto-zero subtracts from d; null without one. */
  private readonly zero: Float64Array | null;

  constructor(circuit: Circuit, k: number, batch: number) {
    const { chip } = circuit;
    const array = () => new Float64Array(batch * chip.layers[k]);
    this.circuit = circuit;
    this.k = k;
    this.activation = k === chip.layers.length - 1 ? 'identity' : chip.activation;
    this.a = array();
    this.topDown = array();
    this.plus = array();
    this.minus = array();
    this.activity = array();
    this.difference = array();
    this.sentActivity = array();
    this.sentDifference = array();
    this.zero = chip.neurons[k]!.autoZero === null ? null : array();
  }

  /** First response, to `a` alone; an auto-zero samples its d, known to within the chip's residual. */
  start(): void {
    const { zero, difference } = this;
    this.topDown.fill(0);
    zero?.fill(0);
    this.update();
    if (zero === null) return;
    const residual = this.circuit.chip.neurons[this.k]!.autoZero!;
    for (let at = 0; at < zero.length; at++) zero[at] = difference[at] + residual[at % residual.length];
    this.update();
  }

  /**
   * Takes up what `a` and `topDown` hold: s_c = phi(gain_c v_c + offset_c) with v_c = a + sgn_c g_c D, cut at the rails.
   * With `damping` L_i per neuron, s_c moves from the value it has to phi((gain_c v_c + offset_c + L s_c) / (1 + L))
   * instead. Returns the largest change of an s_c, NaN where one is not finite.
   */
  update(damping: Float64Array | null = null): number {
    const { a, topDown, plus, minus, activity, difference, sentActivity, sentDifference, zero, activation } = this;
    const { chip, nudging } = this.circuit;
    const [low, high] = chip.rails ?? [-Infinity, Infinity];
    const { gain, offset, threshold } = chip.neurons[this.k]!;
    const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging[this.k]!;
    const n = gainPlus.length;
    let change = 0;
    for (let i = 0, at = 0; at < a.length; at++) {
      const vPlus = Math.min(high, Math.max(low, a[at] + gainPlus[i] * topDown[at]));
      const vMinus = Math.min(high, Math.max(low, a[at] - gainMinus[i] * topDown[at]));
      let xPlus = gain.plus[i] * vPlus + offset.plus[i];
      let xMinus = gain.minus[i] * vMinus + offset.minus[i];
      if (damping !== null) {
        xPlus = (xPlus + damping[i] * plus[at]) / (1 + damping[i]);
        xMinus = (xMinus + damping[i] * minus[at]) / (1 + damping[i]);
      }
      const sPlus = activate(activation, xPlus);
      const sMinus = activate(activation, xMinus);
      change = Math.max(change, Math.abs(sPlus - plus[at]), Math.abs(sMinus - minus[at]));
      plus[at] = sPlus;
      minus[at] = sMinus;
      activity[at] = weightPlus[i] * sPlus + weightMinus[i] * sMinus;
      difference[at] = sPlus - sMinus - (zero === null ? 0 : zero[at]);
      sentActivity[at] = activity[at] / threshold.activity[i];
      sentDifference[at] = difference[at] / threshold.difference[i];
      if (++i === n) i = 0;
    }
    return change;
  }
}
