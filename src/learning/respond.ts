import type { CircuitLayer } from '../engine/circuit.ts';
import type { Numbers } from '../model/numbers.ts';
import type { LayerBatch } from './layer-batch.ts';

/**
 * The response of a layer to what its `a` and `topDown` hold: s_c = phi(gain_c v_c + offset_c) with v_c = a + sgn_c g_c D,
 * cut at the rails, and what follows from it. With `damping` L_i per neuron, s_c moves from the value it has to
 * phi((gain_c v_c + offset_c + L s_c) / (1 + L)) instead. Returns the largest change of an s_c, NaN where one is not finite.
 *
 * kernel/respond.ts is the same in WebAssembly, bit for bit in double precision; layers whose phi is curved come here.
 */
export function respond<A extends Numbers>(
  { n, phi, low, high, neurons, nudging }: CircuitLayer,
  layer: LayerBatch<A>,
  damping: Float64Array | null,
): number {
  const { a, topDown, zero, plus, minus, activity, difference, sentActivity, sentDifference } = layer;
  const { gain, offset, threshold } = neurons;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging;
  let change = 0;
  for (let i = 0, at = 0; at < a.length; at++) {
    const vPlus = cut(a[at] + gainPlus[i] * topDown[at], low, high);
    const vMinus = cut(a[at] - gainMinus[i] * topDown[at], low, high);
    let xPlus = gain.plus[i] * vPlus + offset.plus[i];
    let xMinus = gain.minus[i] * vMinus + offset.minus[i];
    if (damping !== null) {
      xPlus = (xPlus + damping[i] * plus[at]) / (1 + damping[i]);
      xMinus = (xMinus + damping[i] * minus[at]) / (1 + damping[i]);
    }
    const sPlus = phi.value(xPlus);
    const sMinus = phi.value(xMinus);
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

function cut(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
