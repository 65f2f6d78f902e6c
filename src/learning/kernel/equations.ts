/** The stationary equations of a driven circuit, at a point: ../stationary-equations.ts. */
import { DeskEntry, LayerEntry, ParameterArray, PointArray } from '../desk-layout';
import { addScaled, address, dot, get, int, layerAt, number, parameterArray, pointArray, put, setInt } from './desk';
import { respondIn } from './respond';

/** Puts the inputs of all layers where z has them, but for D_L. */
export function place(desk: usize, z: usize): void {
  const last = int(desk, DeskEntry.last);
  for (let k = 1; k <= last; k++) {
    const layer = layerAt(desk, k);
    const bytes = <usize>int(layer, LayerEntry.n) << 3;
    if (k > 1) memory.copy(pointArray(layer, PointArray.a), z + address(layer, LayerEntry.inputAt), bytes);
    if (k < last) memory.copy(pointArray(layer, PointArray.topDown), z + address(layer, LayerEntry.topDownAt), bytes);
  }
}

/** A layer whose phi only cuts takes up what its a and D hold. */
export function respondOf(layer: usize): void {
  const stride = address(layer, LayerEntry.stride);
  const n = int(layer, LayerEntry.n);
  respondIn<f64>(
    pointArray(layer, PointArray.a), n, stride, address(layer, LayerEntry.parameters), stride,
    int(layer, LayerEntry.railed) != 0, get(layer, LayerEntry.low), get(layer, LayerEntry.high),
    get(layer, LayerEntry.floor), get(layer, LayerEntry.ceiling), false,
  );
}

/** The same with every compartment on the piece that it has, beyond its ends too. */
export function respondOnPieces(layer: usize): void {
  const n = int(layer, LayerEntry.n);
  const stride = address(layer, LayerEntry.stride);
  for (let i = 0; i < n; i++) {
    const p = address(layer, LayerEntry.point) + (<usize>i << 3);
    const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
    const a = own(p, stride, PointArray.a);
    const topDown = own(p, stride, PointArray.topDown);
    const plus = onPiece(p, q, stride, 0, a + own(q, stride, ParameterArray.gainPlus) * topDown);
    const minus = onPiece(p, q, stride, 1, a - own(q, stride, ParameterArray.gainMinus) * topDown);
    write(p, stride, PointArray.plus, plus);
    write(p, stride, PointArray.minus, minus);
  }
  send(layer);
}

/** What a layer sends, from its compartments' outputs. */
export function send(layer: usize): void {
  const n = int(layer, LayerEntry.n);
  const stride = address(layer, LayerEntry.stride);
  for (let i = 0; i < n; i++) {
    const p = address(layer, LayerEntry.point) + (<usize>i << 3);
    const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
    const plus = own(p, stride, PointArray.plus);
    const minus = own(p, stride, PointArray.minus);
    const activity = own(q, stride, ParameterArray.weightPlus) * plus + own(q, stride, ParameterArray.weightMinus) * minus;
    const difference = plus - minus - own(p, stride, PointArray.zero);
    write(p, stride, PointArray.activity, activity);
    write(p, stride, PointArray.difference, difference);
    write(p, stride, PointArray.sentActivity, activity / own(q, stride, ParameterArray.activityThreshold));
    write(p, stride, PointArray.sentDifference, difference / own(q, stride, ParameterArray.differenceThreshold));
  }
}

/** All layers, whose phi only cuts. */
export function respondAll(desk: usize, onPieces: bool): void {
  for (let k = 1; k <= int(desk, DeskEntry.last); k++) {
    const layer = layerAt(desk, k);
    if (onPieces) respondOnPieces(layer);
    else respondOf(layer);
  }
}

/** a_{k+1} from what layer k sends up. */
export function passUp(desk: usize, k: i32): void {
  const layer = layerAt(desk, k);
  const above = layerAt(desk, k + 1);
  const n = int(layer, LayerEntry.n);
  const to = pointArray(above, PointArray.a);
  for (let i = 0; i < int(above, LayerEntry.n); i++) put(to, i, reached(layer, n, i));
}

/** Writes R at the inputs of the layers, which are z; returns its largest modulus, NaN where it is not finite. */
export function residual(desk: usize, z: usize, to: usize): f64 {
  const last = int(desk, DeskEntry.last);
  let most: f64 = 0;
  for (let k = 1; k < last; k++) {
    const layer = layerAt(desk, k);
    const above = layerAt(desk, k + 1);
    const n = int(layer, LayerEntry.n);
    const rows = int(above, LayerEntry.n);
    const down = to + address(layer, LayerEntry.topDownAt);
    passDown(layer, n, rows, pointArray(above, PointArray.sentDifference), down);
    most = less(down, z + address(layer, LayerEntry.topDownAt), n, most);
    const up = to + address(above, LayerEntry.inputAt);
    for (let i = 0; i < rows; i++) put(up, i, reached(layer, n, i));
    most = less(up, z + address(above, LayerEntry.inputAt), rows, most);
  }
  return most;
}

/** B_k^T x of layer k, x with a number for each neuron above. */
export function passDown(layer: usize, n: i32, rows: i32, x: usize, to: usize): void {
  memory.fill(to, 0, <usize>n << 3);
  const down = address(layer, LayerEntry.down);
  for (let j = 0; j < rows; j++) {
    const factor = number(x, j);
    if (factor != 0) addScaled(to, factor, down + (<usize>(j * n) << 3), n);
  }
}

/** Puts every compartment on the piece that it is on, at an end the flat one. */
export function takePieces(desk: usize): void {
  for (let k = 1; k <= int(desk, DeskEntry.last); k++) {
    const layer = layerAt(desk, k);
    const n = int(layer, LayerEntry.n);
    const stride = address(layer, LayerEntry.stride);
    let changed = false;
    for (let i = 0; i < n; i++) {
      const p = address(layer, LayerEntry.point) + (<usize>i << 3);
      const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
      const a = own(p, stride, PointArray.a);
      const topDown = own(p, stride, PointArray.topDown);
      const plus = takePiece(p, q, stride, 0, a + own(q, stride, ParameterArray.gainPlus) * topDown);
      const minus = takePiece(p, q, stride, 1, a - own(q, stride, ParameterArray.gainMinus) * topDown);
      changed = changed || plus || minus;
    }
    if (changed) setInt(desk, DeskEntry.changes, int(desk, DeskEntry.changes) + 1);
  }
}

/** ds/dv of a layer whose phi only cuts, on the pieces that its compartments have. */
export function slopes(layer: usize): void {
  const n = int(layer, LayerEntry.n);
  const stride = address(layer, LayerEntry.stride);
  for (let i = 0; i < n; i++) {
    const p = address(layer, LayerEntry.point) + (<usize>i << 3);
    const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
    for (let kind = 0; kind < 2; kind++) {
      const gain = own(q, stride, ParameterArray.compartmentGainPlus + kind);
      write(p, stride, PointArray.slopePlus + kind, own(p, stride, PointArray.piecePlus + kind) == 0 ? gain : 0);
    }
  }
}

/** What follows from the slopes: the derivatives of what a layer's neurons send. */
export function sensitivity(layer: usize): void {
  const n = int(layer, LayerEntry.n);
  const stride = address(layer, LayerEntry.stride);
  for (let i = 0; i < n; i++) {
    const p = address(layer, LayerEntry.point) + (<usize>i << 3);
    const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
    const plus = own(p, stride, PointArray.slopePlus);
    const minus = own(p, stride, PointArray.slopeMinus);
    const mean = own(q, stride, ParameterArray.activityThreshold);
    const sent = own(q, stride, ParameterArray.differenceThreshold);
    const byPlus = own(q, stride, ParameterArray.weightPlus) * plus;
    const byMinus = own(q, stride, ParameterArray.weightMinus) * minus;
    const gainPlus = own(q, stride, ParameterArray.gainPlus);
    const gainMinus = own(q, stride, ParameterArray.gainMinus);
    write(p, stride, PointArray.activityByInput, (byPlus + byMinus) / mean);
    write(p, stride, PointArray.activityByTopDown, (byPlus * gainPlus - byMinus * gainMinus) / mean);
    write(p, stride, PointArray.differenceByInput, (plus - minus) / sent);
    write(p, stride, PointArray.differenceByTopDown, (gainPlus * plus + gainMinus * minus) / sent);
  }
}

/** Component i of W_k M_k + b. */
@inline
function reached(layer: usize, n: i32, i: i32): f64 {
  const weights = address(layer, LayerEntry.up) + (<usize>(i * n) << 3);
  return number(address(layer, LayerEntry.bias), i) + dot(weights, pointArray(layer, PointArray.sentActivity), n);
}

/** Takes z off what is there; returns the largest modulus so far, NaN as soon as one is. */
@inline
function less(to: usize, z: usize, n: i32, most: f64): f64 {
  for (let i = 0; i < n; i++) {
    const left = number(to, i) - number(z, i);
    put(to, i, left);
    const size = Math.abs(left);
    if (!(size <= most)) most = isNaN(most) ? most : size;
  }
  return most;
}

@inline
function onPiece(p: usize, q: usize, stride: usize, kind: i32, v: f64): f64 {
  const piece = own(p, stride, PointArray.piecePlus + kind);
  if (piece < 0) return own(q, stride, ParameterArray.belowPlus + kind);
  if (piece > 0) return own(q, stride, ParameterArray.abovePlus + kind);
  return own(q, stride, ParameterArray.compartmentGainPlus + kind) * v + own(q, stride, ParameterArray.offsetPlus + kind);
}

/** Returns whether it is another one. */
@inline
function takePiece(p: usize, q: usize, stride: usize, kind: i32, v: f64): bool {
  const isBelow = v <= own(q, stride, ParameterArray.lowPlus + kind);
  const piece: f64 = isBelow ? -1 : v >= own(q, stride, ParameterArray.highPlus + kind) ? 1 : 0;
  const before = own(p, stride, PointArray.piecePlus + kind);
  write(p, stride, PointArray.piecePlus + kind, piece);
  return piece != before;
}

@inline
function own(p: usize, stride: usize, array: i32): f64 {
  return load<f64>(p + <usize>array * stride);
}

@inline
function write(p: usize, stride: usize, array: i32, value: f64): void {
  store<f64>(p + <usize>array * stride, value);
}
