/** The stationary equations of a driven circuit, at a point: ../stationary-equations.ts. */
import { DeskEntry, LayerEntry, ParameterArray, PointArray } from '../desk-layout';
import { addScaled, address, dot, get, int, layerAt, number, pair, pointArray, put, putPair, setInt } from './desk';
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
  const stride = address(layer, LayerEntry.stride);
  const bytes = <usize>int(layer, LayerEntry.n) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const p = address(layer, LayerEntry.point) + at;
    const q = address(layer, LayerEntry.parameters) + at;
    putPair(p, stride, PointArray.plus, onPieces(p, q, stride, 0, drivePlus(p, q, stride)));
    putPair(p, stride, PointArray.minus, onPieces(p, q, stride, 1, driveMinus(p, q, stride)));
  }
  send(layer);
}

/** What a layer sends, from its compartments' outputs. */
export function send(layer: usize): void {
  const stride = address(layer, LayerEntry.stride);
  const bytes = <usize>int(layer, LayerEntry.n) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const p = address(layer, LayerEntry.point) + at;
    const q = address(layer, LayerEntry.parameters) + at;
    const plus = pair(p, stride, PointArray.plus);
    const minus = pair(p, stride, PointArray.minus);
    const byPlus = f64x2.mul(pair(q, stride, ParameterArray.weightPlus), plus);
    const activity = f64x2.add(byPlus, f64x2.mul(pair(q, stride, ParameterArray.weightMinus), minus));
    const difference = f64x2.sub(f64x2.sub(plus, minus), pair(p, stride, PointArray.zero));
    putPair(p, stride, PointArray.activity, activity);
    putPair(p, stride, PointArray.difference, difference);
    const mean = pair(q, stride, ParameterArray.activityThreshold);
    putPair(p, stride, PointArray.sentActivity, f64x2.div(activity, mean));
    putPair(p, stride, PointArray.sentDifference, f64x2.div(difference, pair(q, stride, ParameterArray.differenceThreshold)));
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
    const stride = address(layer, LayerEntry.stride);
    const bytes = <usize>int(layer, LayerEntry.n) << 3;
    let changed = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const p = address(layer, LayerEntry.point) + at;
      const q = address(layer, LayerEntry.parameters) + at;
      changed = v128.or(changed, takePiece(p, q, stride, 0, drivePlus(p, q, stride)));
      changed = v128.or(changed, takePiece(p, q, stride, 1, driveMinus(p, q, stride)));
    }
    if (v128.any_true(changed)) setInt(desk, DeskEntry.changes, int(desk, DeskEntry.changes) + 1);
  }
}

/** ds/dv of a layer whose phi only cuts, on the pieces that its compartments have. */
export function slopes(layer: usize): void {
  const stride = address(layer, LayerEntry.stride);
  const bytes = <usize>int(layer, LayerEntry.n) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const p = address(layer, LayerEntry.point) + at;
    const q = address(layer, LayerEntry.parameters) + at;
    for (let kind = 0; kind < 2; kind++) {
      const isBetween = f64x2.eq(pair(p, stride, PointArray.piecePlus + kind), f64x2.splat(0));
      putPair(p, stride, PointArray.slopePlus + kind, v128.and(pair(q, stride, ParameterArray.compartmentGainPlus + kind), isBetween));
    }
  }
}

/** What follows from the slopes: the derivatives of what a layer's neurons send. */
export function sensitivity(layer: usize): void {
  const stride = address(layer, LayerEntry.stride);
  const bytes = <usize>int(layer, LayerEntry.n) << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    const p = address(layer, LayerEntry.point) + at;
    const q = address(layer, LayerEntry.parameters) + at;
    const plus = pair(p, stride, PointArray.slopePlus);
    const minus = pair(p, stride, PointArray.slopeMinus);
    const mean = pair(q, stride, ParameterArray.activityThreshold);
    const sent = pair(q, stride, ParameterArray.differenceThreshold);
    const byPlus = f64x2.mul(pair(q, stride, ParameterArray.weightPlus), plus);
    const byMinus = f64x2.mul(pair(q, stride, ParameterArray.weightMinus), minus);
    const gainPlus = pair(q, stride, ParameterArray.gainPlus);
    const gainMinus = pair(q, stride, ParameterArray.gainMinus);
    const nudged = f64x2.sub(f64x2.mul(byPlus, gainPlus), f64x2.mul(byMinus, gainMinus));
    const apart = f64x2.add(f64x2.mul(gainPlus, plus), f64x2.mul(gainMinus, minus));
    putPair(p, stride, PointArray.activityByInput, f64x2.div(f64x2.add(byPlus, byMinus), mean));
    putPair(p, stride, PointArray.activityByTopDown, f64x2.div(nudged, mean));
    putPair(p, stride, PointArray.differenceByInput, f64x2.div(f64x2.sub(plus, minus), sent));
    putPair(p, stride, PointArray.differenceByTopDown, f64x2.div(apart, sent));
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

/** What the plus compartments of two neurons are driven to: a + g D, full scales. */
@inline
export function drivePlus(p: usize, q: usize, stride: usize): v128 {
  const nudge = f64x2.mul(pair(q, stride, ParameterArray.gainPlus), pair(p, stride, PointArray.topDown));
  return f64x2.add(pair(p, stride, PointArray.a), nudge);
}

/** The minus compartments: a - g D. */
@inline
export function driveMinus(p: usize, q: usize, stride: usize): v128 {
  const nudge = f64x2.mul(pair(q, stride, ParameterArray.gainMinus), pair(p, stride, PointArray.topDown));
  return f64x2.sub(pair(p, stride, PointArray.a), nudge);
}

@inline
function onPieces(p: usize, q: usize, stride: usize, kind: i32, v: v128): v128 {
  const piece = pair(p, stride, PointArray.piecePlus + kind);
  const zero = f64x2.splat(0);
  const below = pair(q, stride, ParameterArray.belowPlus + kind);
  const flat = v128.bitselect(below, pair(q, stride, ParameterArray.abovePlus + kind), f64x2.lt(piece, zero));
  const x = f64x2.mul(pair(q, stride, ParameterArray.compartmentGainPlus + kind), v);
  return v128.bitselect(f64x2.add(x, pair(q, stride, ParameterArray.offsetPlus + kind)), flat, f64x2.eq(piece, zero));
}

/** Returns which are other ones. */
@inline
function takePiece(p: usize, q: usize, stride: usize, kind: i32, v: v128): v128 {
  const isAbove = f64x2.ge(v, pair(q, stride, ParameterArray.highPlus + kind));
  const isBelow = f64x2.le(v, pair(q, stride, ParameterArray.lowPlus + kind));
  const above = v128.and(f64x2.splat(1), isAbove);
  const piece = v128.bitselect(f64x2.splat(-1), above, isBelow);
  const before = pair(p, stride, PointArray.piecePlus + kind);
  putPair(p, stride, PointArray.piecePlus + kind, piece);
  return f64x2.ne(piece, before);
}
