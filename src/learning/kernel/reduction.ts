/** The stationary equations, linearised, with every layer but the last eliminated: ../stationary-equations.ts says what of. */
import { factorise, solve, solveRows } from '../../linear/kernel/factorise';
import { multiply } from '../../linear/kernel/product';
import { DeskEntry, LayerEntry, PointArray } from '../desk-layout';
import { addScaled, address, dot, entry, get, int, layerAt, number, pointArray, put, scaledTo, set, setInt } from './desk';
import { passDown } from './equations';

/**
 * Eliminates the layers. Everything below layer k acts on it as da_k = Z_k dE_k + p_k, with Z_1 = 0 because the input is clamped, so
 * the layers are eliminated one after the other from below, as in the analysis of the loop at one frequency. Neurons without any slope
 * are left out. Returns the sign of the determinant of what was eliminated, its diagonal of -1 taken as 1; 0: singular.
 */
export function eliminate(desk: usize, shift: f64): i32 {
  const last = int(desk, DeskEntry.last);
  const sigma = 1 / (1 + shift);
  // All outputs: the error of one depends on those without a slope too.
  for (let k = 1; k <= last; k++) findLive(layerAt(desk, k), k == last);
  let sign = 1;
  if (last == 1) {
    const output = layerAt(desk, 1);
    memory.fill(address(output, LayerEntry.returned), 0, <usize>int(output, LayerEntry.n) * address(output, LayerEntry.row));
  } else firstReturn(desk, sigma);
  for (let k = 2; k < last && sign != 0; k++) sign *= eliminateLayer(desk, k, sigma);
  set(desk, DeskEntry.sigma, sigma);
  setInt(desk, DeskEntry.sign, sign);
  return sign;
}

/**
 * Solves the equations, linearised and reduced, with the output nudged by dD_L = S da_L, S `strength` times what is in `errorSlope`; b becomes
 * the solution.
 * Returns the sign of the determinant of the whole system with -1 on its diagonal taken as 1, so 1 where nothing is fed back;
 * 0: one of the small systems is singular.
 */
export function solveReduced(desk: usize, strength: f64, b: usize): i32 {
  const sign = int(desk, DeskEntry.sign);
  if (sign == 0) return 0;
  const p = address(desk, DeskEntry.output);
  offset(desk, b, p);
  const closed = closeLoop(desk, strength, p);
  if (closed == 0) return 0;
  respondTo(desk, address(desk, DeskEntry.sent), b);
  return sign * closed;
}

/** Writes what a unit of each output's signal alone does to all unknowns: a row of `unitRow` bytes each. */
export function unitResponses(desk: usize): void {
  const last = int(desk, DeskEntry.last);
  const sigma = get(desk, DeskEntry.sigma);
  const outputs = int(desk, DeskEntry.outputs);
  const units = address(desk, DeskEntry.units);
  const row = address(desk, DeskEntry.unitRow);
  for (let k = last - 1; k > 0; k--) {
    const layer = layerAt(desk, k);
    const n = int(layer, LayerEntry.n);
    const down = address(layer, LayerEntry.down);
    const to = units + address(layer, LayerEntry.topDownAt);
    if (k == last - 1) {
      for (let j = 0; j < outputs; j++) scaledTo(to + <usize>j * row, down + (<usize>(j * n) << 3), n, sigma);
    } else {
      const above = layerAt(desk, k + 1);
      const senders = int(above, LayerEntry.n);
      unitsSent(desk, k + 1);
      multiplied(desk, senders, layer, down, <usize>n << 3, 8, n, to, sigma);
    }
  }
  for (let k = 1; k < last - 1; k++) {
    const layer = layerAt(desk, k);
    const above = layerAt(desk, k + 1);
    const n = int(layer, LayerEntry.n);
    const byTopDown = pointArray(layer, PointArray.activityByTopDown);
    const byInput = pointArray(layer, PointArray.activityByInput);
    for (let j = 0; j < outputs; j++) {
      const topDown = units + <usize>j * row + address(layer, LayerEntry.topDownAt);
      const input = units + <usize>j * row + address(layer, LayerEntry.inputAt);
      const activity = address(desk, DeskEntry.mixed) + (<usize>(j * n) << 3);
      for (let i = 0; i < n; i++) {
        const own = number(byTopDown, i) * number(topDown, i);
        put(activity, i, k > 1 ? own + number(byInput, i) * number(input, i) : own);
      }
    }
    const to = units + address(above, LayerEntry.inputAt);
    multiplied(desk, n, above, address(layer, LayerEntry.up), 8, <usize>n << 3, int(above, LayerEntry.n), to, sigma);
  }
  if (last == 1) return;
  const output = layerAt(desk, last);
  for (let j = 0; j < outputs; j++) {
    const to = units + <usize>j * row + address(output, LayerEntry.inputAt);
    for (let i = 0; i < outputs; i++) {
      put(to, i, number(address(output, LayerEntry.returned) + <usize>i * address(output, LayerEntry.row), j));
    }
  }
}

/** `mixed`, with `terms` numbers for each output, times b, times sigma, to where those of so many unknowns are in the units. */
function multiplied(
  desk: usize, terms: i32, layer: usize, b: usize, bDown: usize, bRight: usize, columns: i32, to: usize, sigma: f64,
): void {
  const outputs = int(desk, DeskEntry.outputs);
  const product = address(desk, DeskEntry.product);
  const row = address(layer, LayerEntry.row);
  const panel = address(desk, DeskEntry.panel);
  const mixed = address(desk, DeskEntry.mixed);
  multiply(mixed, <usize>terms << 3, 8, outputs, b, bDown, bRight, terms, product, columns, row, panel);
  for (let j = 0; j < outputs; j++) {
    scaledTo(to + <usize>j * address(desk, DeskEntry.unitRow), product + <usize>j * row, columns, sigma);
  }
}

/** Writes dE_k of all neurons for a unit of each output's signal into `mixed`, a row for each output. */
function unitsSent(desk: usize, k: i32): void {
  const layer = layerAt(desk, k);
  const above = layerAt(desk, k + 1);
  const outputs = int(desk, DeskEntry.outputs);
  const n = int(layer, LayerEntry.n);
  const senders = int(above, LayerEntry.n);
  const width = address(above, LayerEntry.row);
  const live = address(layer, LayerEntry.live);
  const liveAbove = address(above, LayerEntry.live);
  const liveCount = int(layer, LayerEntry.liveCount);
  const sending = int(above, LayerEntry.liveCount);
  const mixed = address(desk, DeskEntry.mixed);
  const answers = address(layer, LayerEntry.answers);
  if (k == int(desk, DeskEntry.last) - 1) {
    memory.fill(mixed, 0, <usize>(outputs * n) << 3);
    for (let i = 0; i < liveCount; i++) {
      for (let j = 0; j < outputs; j++) put(mixed, j * n + entry(live, i), number(answers + <usize>i * width, j));
    }
    return;
  }
  // What those above send is in `mixed`.
  const packed = address(desk, DeskEntry.packed);
  for (let j = 0, at = 0; j < outputs; j++) {
    for (let s = 0; s < sending; s++) put(packed, at++, number(mixed, j * senders + entry(liveAbove, s)));
  }
  const product = address(desk, DeskEntry.product);
  const row = address(layer, LayerEntry.row);
  const panel = address(desk, DeskEntry.panel);
  multiply(packed, <usize>sending << 3, 8, outputs, answers, 8, width, sending, product, liveCount, row, panel);
  memory.fill(mixed, 0, <usize>(outputs * n) << 3);
  for (let j = 0; j < outputs; j++) {
    for (let i = 0; i < liveCount; i++) put(mixed, j * n + entry(live, i), number(product + <usize>j * row, i));
  }
}

function findLive(layer: usize, all: bool): void {
  const n = int(layer, LayerEntry.n);
  const live = address(layer, LayerEntry.live);
  const activityByInput = pointArray(layer, PointArray.activityByInput);
  const activityByTopDown = pointArray(layer, PointArray.activityByTopDown);
  const differenceByInput = pointArray(layer, PointArray.differenceByInput);
  const differenceByTopDown = pointArray(layer, PointArray.differenceByTopDown);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const passes = number(activityByInput, i) != 0 || number(activityByTopDown, i) != 0;
    if (all || passes || number(differenceByInput, i) != 0 || number(differenceByTopDown, i) != 0) {
      store<i32>(live + (<usize>count << 2), i);
      count++;
    }
  }
  setInt(layer, LayerEntry.liveCount, count);
}

/** Z_2 between live neurons, which needs no solving: W_1 diag(B) B_1^T, sigma on the way down and on the way up. */
function firstReturn(desk: usize, sigma: f64): void {
  const own = layerAt(desk, 1);
  const above = layerAt(desk, 2);
  const n = int(own, LayerEntry.liveCount);
  const m = int(above, LayerEntry.liveCount);
  const up = address(desk, DeskEntry.packed);
  selectTo(up, own, above, address(own, LayerEntry.up));
  const passed = address(desk, DeskEntry.passed);
  const live = address(own, LayerEntry.live);
  const byTopDown = pointArray(own, PointArray.activityByTopDown);
  // A vector first, to multiply all rows by.
  const factors = address(desk, DeskEntry.mixed);
  for (let l = 0; l < n; l++) put(factors, l, sigma * sigma * number(byTopDown, entry(live, l)));
  for (let i = 0; i < m; i++) {
    const from = up + (<usize>(i * n) << 3);
    const to = passed + (<usize>(i * n) << 3);
    for (let l = 0; l < n; l++) put(to, l, number(from, l) * number(factors, l));
  }
  const down = address(own, LayerEntry.down);
  const isTransposed = down == address(own, LayerEntry.up);
  if (!isTransposed) selectTo(up, own, above, down);
  const z = address(above, LayerEntry.returned);
  const row = address(above, LayerEntry.row);
  if (m > SHORT) {
    const rowBytes = <usize>n << 3;
    multiply(passed, rowBytes, 8, m, up, 8, rowBytes, n, z, m, row, address(desk, DeskEntry.panel));
    return;
  }
  for (let i = 0; i < m; i++) {
    const from = passed + (<usize>(i * n) << 3);
    const end = isTransposed ? i + 1 : m;
    for (let j = 0; j < end; j++) {
      const sum = dot(from, up + (<usize>(j * n) << 3), n);
      put(z + <usize>i * row, j, sum);
      if (isTransposed) put(z + <usize>j * row, i, sum);
    }
  }
}

/** Up to so many rows inner products take less time than panels. */
const SHORT: i32 = 24;

/** Rows of live neurons above and columns of own live ones of an array of layer k, compact. */
function selectTo(to: usize, own: usize, above: usize, array: usize): void {
  const n = int(own, LayerEntry.n);
  const live = address(own, LayerEntry.live);
  const count = int(own, LayerEntry.liveCount);
  const liveAbove = address(above, LayerEntry.live);
  for (let i = 0; i < int(above, LayerEntry.liveCount); i++) {
    const row = array + (<usize>(entry(liveAbove, i) * n) << 3);
    for (let l = 0; l < count; l++, to += 8) store<f64>(to, number(row, entry(live, l)));
  }
}

function eliminateLayer(desk: usize, k: i32, sigma: f64): i32 {
  const layer = layerAt(desk, k);
  const above = layerAt(desk, k + 1);
  const n = int(layer, LayerEntry.liveCount);
  const m = int(above, LayerEntry.liveCount);
  const live = address(layer, LayerEntry.live);
  const row = address(layer, LayerEntry.row);
  const width = address(above, LayerEntry.row);
  const z = address(layer, LayerEntry.returned);
  const answers = address(layer, LayerEntry.answers);
  const activity = address(desk, DeskEntry.mixed);
  const down = address(desk, DeskEntry.packed);
  const panel = address(desk, DeskEntry.panel);
  selectTo(down, layer, above, address(layer, LayerEntry.down));
  const activityByTopDown = pointArray(layer, PointArray.activityByTopDown);
  const differenceByTopDown = pointArray(layer, PointArray.differenceByTopDown);
  const activityByInput = pointArray(layer, PointArray.activityByInput);
  const differenceByInput = pointArray(layer, PointArray.differenceByInput);
  const system = address(layer, LayerEntry.system);
  for (let i = 0; i < n; i++) {
    const neuron = entry(live, i);
    const byActivity = sigma * number(activityByTopDown, neuron);
    const byDifference = sigma * number(differenceByTopDown, neuron);
    for (let j = 0; j < m; j++) {
      const entering = number(down, j * n + i);
      put(answers + <usize>i * width, j, byDifference * entering);
      put(activity + <usize>i * width, j, byActivity * entering);
    }
    const slope = -number(differenceByInput, neuron);
    const own = system + <usize>i * row;
    scaledTo(own, z + <usize>i * row, n, slope);
    put(own, i, number(own, i) + 1);
  }
  const pivots = address(layer, LayerEntry.pivots);
  const sign = factorise(system, n, row, pivots);
  if (sign == 0) return 0;
  solveRows(system, n, row, pivots, answers, m, width);
  const response = address(desk, DeskEntry.product);
  multiply(z, row, 8, n, answers, width, 8, n, response, m, width, panel);
  for (let i = 0; i < n; i++) {
    addScaled(activity + <usize>i * width, number(activityByInput, entry(live, i)), response + <usize>i * width, m);
  }
  const up = address(desk, DeskEntry.passed);
  selectTo(up, layer, above, address(layer, LayerEntry.up));
  const to = address(above, LayerEntry.returned);
  multiply(up, <usize>n << 3, 8, m, activity, width, 8, n, to, m, width, panel);
  if (sigma != 1) for (let i = 0; i < m; i++) scaledTo(to + <usize>i * width, to + <usize>i * width, m, sigma);
  return sign;
}

/** p_L of what is given. */
function offset(desk: usize, given: usize, p: usize): void {
  const last = int(desk, DeskEntry.last);
  const sigma = get(desk, DeskEntry.sigma);
  if (last == 1) {
    memory.fill(p, 0, <usize>int(desk, DeskEntry.outputs) << 3);
    return;
  }
  const activity = address(desk, DeskEntry.mixed);
  for (let k = 1; k < last; k++) {
    const layer = layerAt(desk, k);
    const above = layerAt(desk, k + 1);
    const n = int(layer, LayerEntry.n);
    const live = address(layer, LayerEntry.live);
    const count = int(layer, LayerEntry.liveCount);
    const entering = given + address(layer, LayerEntry.topDownAt);
    const activityByTopDown = pointArray(layer, PointArray.activityByTopDown);
    for (let i = 0; i < n; i++) put(activity, i, -sigma * number(activityByTopDown, i) * number(entering, i));
    if (k > 1) {
      const differenceByTopDown = pointArray(layer, PointArray.differenceByTopDown);
      const differenceByInput = pointArray(layer, PointArray.differenceByInput);
      const activityByInput = pointArray(layer, PointArray.activityByInput);
      const sent = address(layer, LayerEntry.given);
      for (let i = 0; i < count; i++) {
        const own = entry(live, i);
        const known = -sigma * number(differenceByTopDown, own) * number(entering, own);
        put(sent, i, known + number(differenceByInput, own) * number(p, i));
      }
      const row = address(layer, LayerEntry.row);
      solve(address(layer, LayerEntry.system), count, row, address(layer, LayerEntry.pivots), sent);
      for (let i = 0; i < count; i++) {
        const own = entry(live, i);
        const input = number(p, i) + dot(address(layer, LayerEntry.returned) + <usize>i * row, sent, count);
        put(activity, own, number(activity, own) + number(activityByInput, own) * input);
      }
    }
    const liveAbove = address(above, LayerEntry.live);
    const input = given + address(above, LayerEntry.inputAt);
    for (let i = 0; i < int(above, LayerEntry.liveCount); i++) {
      const own = entry(liveAbove, i);
      const sum = dot(address(layer, LayerEntry.up) + (<usize>(own * n) << 3), activity, n);
      put(p, i, sigma * (sum - number(input, own)));
    }
  }
}

/** dE_L from a_L = Z (C + F S) a_L + p into `sent`, and the sign of that system's determinant; 0: singular. */
function closeLoop(desk: usize, strength: f64, p: usize): i32 {
  const output = layerAt(desk, int(desk, DeskEntry.last));
  const n = int(desk, DeskEntry.outputs);
  const row = address(output, LayerEntry.row);
  const z = address(output, LayerEntry.returned);
  const through = address(desk, DeskEntry.throughSlope);
  const system = address(desk, DeskEntry.closed);
  const errorSlope = address(desk, DeskEntry.errorSlope);
  let mixes = false;
  for (let i = 0; i < n; i++) {
    const own = through + <usize>i * row;
    const nudged = strength * number(pointArray(output, PointArray.differenceByTopDown), i);
    if (strength == 0) memory.fill(own, 0, <usize>n << 3);
    else scaledTo(own, errorSlope + (<usize>(i * n) << 3), n, nudged);
    put(own, i, number(own, i) + number(pointArray(output, PointArray.differenceByInput), i));
    for (let j = 0; j < n; j++) mixes = mixes || (i != j && number(own, j) != 0);
  }
  for (let i = 0; i < n; i++) {
    const to = system + <usize>i * row;
    const from = z + <usize>i * row;
    if (mixes) {
      memory.fill(to, 0, <usize>n << 3);
      for (let k = 0; k < n; k++) addScaled(to, -number(from, k), through + <usize>k * row, n);
    } else {
      for (let k = 0; k < n; k++) put(to, k, -number(from, k) * number(through + <usize>k * row, k));
    }
    put(to, i, number(to, i) + 1);
  }
  const pivots = address(desk, DeskEntry.pivots);
  const sign = factorise(system, n, row, pivots);
  if (sign == 0) return 0;
  solve(system, n, row, pivots, p);
  for (let i = 0; i < n; i++) put(address(desk, DeskEntry.sent), i, dot(through + <usize>i * row, p, n));
  return sign;
}

/**
 * What the output's signals `sent`, dE_L, and what was given when the offset was last asked for do to all unknowns, which are put in
 * the place of the given.
 */
function respondTo(desk: usize, sent: usize, z: usize): void {
  const last = int(desk, DeskEntry.last);
  const sigma = get(desk, DeskEntry.sigma);
  const mixed = address(desk, DeskEntry.mixed);
  const reached = address(desk, DeskEntry.product);
  let above = sent;
  for (let k = last - 1; k > 0; k--) {
    const layer = layerAt(desk, k);
    const n = int(layer, LayerEntry.n);
    const senders = int(layerAt(desk, k + 1), LayerEntry.n);
    const topDown = z + address(layer, LayerEntry.topDownAt);
    passDown(layer, n, senders, above, reached);
    for (let i = 0; i < n; i++) put(topDown, i, sigma * (number(reached, i) - number(topDown, i)));
    // Layer 1 has nobody below to send to.
    if (k > 1) {
      const packed = address(desk, DeskEntry.packed);
      sentBy(desk, k, above, packed);
      memory.copy(mixed, packed, <usize>n << 3);
      above = mixed;
    }
  }
  for (let k = 1; k < last; k++) {
    const layer = layerAt(desk, k);
    const upper = layerAt(desk, k + 1);
    const n = int(layer, LayerEntry.n);
    const byTopDown = pointArray(layer, PointArray.activityByTopDown);
    const byInput = pointArray(layer, PointArray.activityByInput);
    const topDown = z + address(layer, LayerEntry.topDownAt);
    const input = z + address(layer, LayerEntry.inputAt);
    for (let i = 0; i < n; i++) {
      const own = number(byTopDown, i) * number(topDown, i);
      put(mixed, i, k > 1 ? own + number(byInput, i) * number(input, i) : own);
    }
    const to = z + address(upper, LayerEntry.inputAt);
    for (let i = 0; i < int(upper, LayerEntry.n); i++) {
      const sum = dot(address(layer, LayerEntry.up) + (<usize>(i * n) << 3), mixed, n);
      put(to, i, sigma * (sum - number(to, i)));
    }
  }
}

/** dE_k of all neurons from dE_{k+1} of all. */
function sentBy(desk: usize, k: i32, above: usize, to: usize): void {
  const layer = layerAt(desk, k);
  const upper = layerAt(desk, k + 1);
  const live = address(layer, LayerEntry.live);
  const senders = address(upper, LayerEntry.live);
  const width = address(upper, LayerEntry.row);
  memory.fill(to, 0, <usize>int(layer, LayerEntry.n) << 3);
  for (let i = 0; i < int(layer, LayerEntry.liveCount); i++) {
    const answers = address(layer, LayerEntry.answers) + <usize>i * width;
    let sum = number(address(layer, LayerEntry.given), i);
    for (let s = 0; s < int(upper, LayerEntry.liveCount); s++) sum += number(answers, s) * number(above, entry(senders, s));
    put(to, entry(live, i), sum);
  }
}
