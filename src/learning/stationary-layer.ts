import { activate } from '../chip/activation.ts';
import type { Circuit } from '../engine/circuit.ts';

/*
 * One layer of a circuit at rest with thresholds going to 0, for a batch of samples: entry b * n_k + i of every array is
 * neuron i of sample b. A neuron whose own threshold is t times the nominal one sends a value with gain 1/t.
 */

/**
 * s_c = phi(gain_c v_c + offset_c) with v_c = a + sgn_c g_c D, cut at the rails. With `damping` L_i per neuron, s_c moves
 * from the value it has to phi((gain_c v_c + offset_c + L s_c) / (1 + L)) instead.
 */
export function compartmentOutputs(
  { chip, nudging }: Circuit,
  k: number,
  a: Float64Array,
  topDown: Float64Array,
  plus: Float64Array,
  minus: Float64Array,
  damping: Float64Array | null = null,
): void {
  const n = chip.layers[k];
  const activation = k === chip.layers.length - 1 ? 'identity' : chip.activation;
  const [low, high] = chip.rails ?? [-Infinity, Infinity];
  const { gain, offset } = chip.neurons[k]!;
  const { gainPlus, gainMinus } = nudging[k]!;
  for (let i = 0, at = 0; at < plus.length; at++) {
    const vPlus = Math.min(high, Math.max(low, a[at] + gainPlus[i] * topDown[at]));
    const vMinus = Math.min(high, Math.max(low, a[at] - gainMinus[i] * topDown[at]));
    let xPlus = gain.plus[i] * vPlus + offset.plus[i];
    let xMinus = gain.minus[i] * vMinus + offset.minus[i];
    if (damping !== null) {
      xPlus = (xPlus + damping[i] * plus[at]) / (1 + damping[i]);
      xMinus = (xMinus + damping[i] * minus[at]) / (1 + damping[i]);
    }
    plus[at] = activate(activation, xPlus);
    minus[at] = activate(activation, xMinus);
    if (++i === n) i = 0;
  }
}

/** m = w_plus s_plus + w_minus s_minus. */
export function meanActivity(
  { nudging }: Circuit,
  k: number,
  plus: Float64Array,
  minus: Float64Array,
  activity: Float64Array,
): void {
  const { weightPlus, weightMinus } = nudging[k]!;
  const n = weightPlus.length;
  for (let i = 0, at = 0; at < plus.length; at++) {
    activity[at] = weightPlus[i] * plus[at] + weightMinus[i] * minus[at];
    if (++i === n) i = 0;
  }
}

/** Values as the receivers add them up: divided by the senders' own / nominal thresholds. */
export function sentValues(values: Float64Array, threshold: Float64Array, sent: Float64Array): void {
  const n = threshold.length;
  for (let i = 0, at = 0; at < values.length; at++) {
    sent[at] = values[at] / threshold[i];
    if (++i === n) i = 0;
  }
}

/** d = s_plus - s_minus - zero, zero being what an auto-zero subtracts. */
export function difference(plus: Float64Array, minus: Float64Array, zero: Float64Array, result: Float64Array): void {
  for (let at = 0; at < plus.length; at++) result[at] = plus[at] - minus[at] - zero[at];
}
