import type { Wire } from '../config/device.ts';

/** Relative drop at a device beyond which the first order is no longer trusted (its error is about the square). */
const LARGEST_DROP = 0.3;

/**
 * First-order IR drop of a crossbar. The wire of neuron j of the lower layer meets, cell after cell, the plus and minus
 * devices of neurons 0, 1, ... of the upper layer, whose two wires (one for plus, one for minus) each meet the devices of
 * neurons 0, 1, ... of the lower layer. A read drives one set of wires and takes the currents of the other at ground. To
 * first order in the resistance R, whatever the inputs, the current of a device is lowered by the fraction
 *
 *     R sum_j' g_j' min(n_j, n_j') along the wire of the sum + R sum_i' g_i' min(n_i, n_i') along the driven wire,
 *
 * n the number of segments to the end that is read or driven, 1 at the nearest cell: min(n, n') segments are shared. The
 * expression does not change when driven and read wires are exchanged (reciprocity), so reads up and down at the same
 * ends see the same weights. `devices`: x, in rows of the upper layer, plus and minus alternating.
 */
export function readNearEnds(where: string, devices: Float64Array, upper: number, wire: Wire): Float64Array {
  return withDrop(where, devices, upper, wire, false);
}

/** The same read at the far ends of all wires. */
export function readFarEnds(where: string, devices: Float64Array, upper: number, wire: Wire): Float64Array {
  return withDrop(where, devices, upper, wire, true);
}

function withDrop(where: string, devices: Float64Array, upper: number, wire: Wire, far: boolean): Float64Array {
  const lower = devices.length / (2 * upper);
  const drop = new Float64Array(devices.length);
  addUpperWires(drop, devices, upper, lower, far);
  addLowerWires(drop, devices, upper, lower, far);
  const unit = wire.resistance * wire.maximumConductance;
  const largest = unit * drop.reduce((most, value) => Math.max(most, value), 0);
  if (!(largest <= LARGEST_DROP)) {
    throw new Error(
      `${where}: an IR drop of ${(100 * largest).toFixed(0)} % at a device, above the ${100 * LARGEST_DROP} % up to which ` +
        'the first-order model holds; take wires of less resistance, a lower conductance range or smaller arrays',
    );
  }
  for (let c = 0; c < drop.length; c++) drop[c] = devices[c] * (1 - unit * drop[c]);
  return drop;
}

/** Adds sum_j' x_j' min(n_j, n_j') along each upper neuron's plus and minus wire. */
function addUpperWires(drop: Float64Array, x: Float64Array, upper: number, lower: number, far: boolean): void {
  const step = far ? -2 : 2;
  for (let wire = 0; wire < 2 * upper; wire++) {
    const first = 2 * lower * (wire >> 1) + (wire & 1);
    let beyond = 0;
    for (let j = 0; j < lower; j++) beyond += x[first + 2 * j];
    let shared = 0;
    for (let j = 0, c = far ? first + 2 * (lower - 1) : first; j < lower; j++, c += step) {
      shared += beyond;
      drop[c] += shared;
      beyond -= x[c];
    }
  }
}

/** Adds sum_i' x_i' min(n_i, n_i') along each lower neuron's wire, all wires of the array advancing together. */
function addLowerWires(drop: Float64Array, x: Float64Array, upper: number, lower: number, far: boolean): void {
  const beyond = new Float64Array(lower);
  for (let c = 0; c < x.length; c++) beyond[(c >> 1) % lower] += x[c];
  const shared = new Float64Array(lower);
  for (let n = 0; n < 2 * upper; n++) {
    const cell = far ? 2 * upper - 1 - n : n;
    for (let j = 0, c = 2 * lower * (cell >> 1) + (cell & 1); j < lower; j++, c += 2) {
      shared[j] += beyond[j];
      drop[c] += shared[j];
      beyond[j] -= x[c];
    }
  }
}
