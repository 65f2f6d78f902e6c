import { zeros } from '../linear/arrays.ts';
import type { SquareMatrix } from '../linear/square-matrix.ts';
import type { SmallSignal, SmallSignalLayer } from './small-signal.ts';

/**
 * Jacobian of the delay-free circuit, 1/s, in the coordinates m and d of every live neuron instead of v_plus and
 * v_minus (same eigenvalues; m of layer 1, d of layer 1, m of layer 2, ...). With ds_c/dt = (-s_c + h_c (a + sgn g_c D))
 * / tau_c, h_c = phi' gain and s_plus = (m + w- d)/w, s_minus = (m - w+ d)/w, w = w+ + w-.
 *
 * In these coordinates what an ideal chip cancels is an entry that is exactly zero, so that the Jacobian of an ideal
 * DP-transpose chip is triangular and says so; differences that are zero but for rounding are zero.
 */
export function jacobian(signal: SmallSignal): SquareMatrix {
  const last = signal.layers.length - 1;
  const start = starts(signal);
  const size = start[last + 1];
  const entries = zeros(size * size);
  for (let k = 1; k <= last; k++) {
    const layer = signal.layers[k]!;
    const n = layer.size;
    for (let i = 0; i < n; i++) {
      const rowM = (start[k] + i) * size;
      const rowD = rowM + n * size;
      const own = coefficients(layer, i);
      entries[rowM + start[k] + i] = own.mm;
      entries[rowM + start[k] + n + i] = own.md;
      entries[rowD + start[k] + i] = own.dm;
      entries[rowD + start[k] + n + i] = own.dd;
      const add = (columns: Float64Array, first: number, toM: number, toD: number) => {
        for (let j = 0; j < columns.length; j++) {
          entries[rowM + first + j] += toM * columns[j];
          entries[rowD + first + j] += toD * columns[j];
        }
      };
      if (k > 1) add(bottomUpRow(signal, k, i), start[k - 1], own.ma, own.da);
      if (k < last) add(topDownRow(signal, k, i), start[k + 1] + signal.layers[k + 1]!.size, own.mD, own.dD);
      else if (k > 1) add(errorRow(signal, i), start[k - 1], own.mD, own.dD);
    }
  }
  return { size, entries };
}

/** Index of the first state of each layer; one more entry for the end. */
function starts({ layers }: SmallSignal): number[] {
  const start = [0, 0];
  for (let k = 1; k < layers.length; k++) start.push(start[k] + 2 * layers[k]!.size);
  return start;
}

/** d(dm/dt) and d(dd/dt) of neuron i, by m, d, a and D. */
function coefficients({ slope, rate, nudge, weight }: SmallSignalLayer, i: number) {
  const w = weight.plus[i] + weight.minus[i];
  if (w === 0)
    throw new Error(`jacobian: neuron ${i} has mean weights that add to zero, so m and d do not fix its state`);
  const p = rate.plus[i];
  const q = rate.minus[i];
  const plus = p * slope.plus[i];
  const minus = q * slope.minus[i];
  const wPlus = weight.plus[i];
  const wMinus = weight.minus[i];
  return {
    mm: -(wPlus * p + wMinus * q) / w,
    md: (-wPlus * wMinus * difference(p, q)) / w,
    dm: -difference(p, q) / w,
    dd: -(wMinus * p + wPlus * q) / w,
    ma: wPlus * plus + wMinus * minus,
    mD: difference(wPlus * nudge.plus[i] * plus, wMinus * nudge.minus[i] * minus),
    da: difference(plus, minus),
    dD: nudge.plus[i] * plus + nudge.minus[i] * minus,
  };
}

/** x - y, or zero where that is rounding. */
function difference(x: number, y: number): number {
  return Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y)) ? 0 : x - y;
}

/** da_i of layer k by the m of the layer below. */
function bottomUpRow(signal: SmallSignal, k: number, i: number): Float64Array {
  const { size, sendActivity } = signal.layers[k - 1]!;
  return sendActivity.map((send, j) => send * signal.up[k - 1]![i * size + j]);
}

/** dD_i of layer k by the d of the layer above. */
function topDownRow(signal: SmallSignal, k: number, i: number): Float64Array {
  const { size } = signal.layers[k]!;
  return signal.layers[k + 1]!.sendDifference.map((send, j) => send * signal.down[k]![j * size + i]);
}

/** dD_i of the output layer by the m of the layer below it, through beta e'(a_L). */
function errorRow(signal: SmallSignal, i: number): Float64Array {
  const last = signal.layers.length - 1;
  const n = signal.layers[last]!.size;
  const row = zeros(signal.layers[last - 1]!.size);
  for (let j = 0; j < n; j++) {
    const slope = signal.errorSlope[i * n + j];
    if (slope === 0) continue;
    bottomUpRow(signal, last, j).forEach((value, column) => {
      row[column] += slope * value;
    });
  }
  return row;
}
