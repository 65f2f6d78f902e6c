/** Roots in closed form while every compartment keeps to its piece, and how far it is from its ends: ../linear-piece.ts, ../rooms.ts. */
import { factorise, solve } from '../../linear/kernel/factorise';
import { DeskEntry, LayerEntry, ParameterArray, PointArray } from '../desk-layout';
import { address, dot, int, layerAt, number, pair, pointArray, put, set } from './desk';
import { driveMinus, drivePlus } from './equations';

/** Takes up the piece on which every compartment is, where the equations, reduced, are at the root z. */
export function enterPiece(desk: usize, z: usize): void {
  const n = int(desk, DeskEntry.outputs);
  const output = layerAt(desk, int(desk, DeskEntry.last));
  const row = address(output, LayerEntry.row);
  const byInput = pointArray(output, PointArray.differenceByInput);
  const byTopDown = pointArray(output, PointArray.differenceByTopDown);
  const error = address(desk, DeskEntry.enteredError);
  memory.copy(address(desk, DeskEntry.origin), z, <usize>int(desk, DeskEntry.size) << 3);
  memory.copy(error, address(desk, DeskEntry.error), <usize>n << 3);
  for (let i = 0; i < n; i++) {
    const returned = address(output, LayerEntry.returned) + <usize>i * row;
    const open = address(desk, DeskEntry.open) + <usize>i * row;
    const nudged = address(desk, DeskEntry.byTopDown) + <usize>i * row;
    for (let j = 0; j < n; j++) {
      const own = number(returned, j);
      put(open, j, (i == j ? 1 : 0) - own * number(byInput, j));
      put(nudged, j, own * number(byTopDown, j));
    }
    put(address(desk, DeskEntry.driving), i, dot(nudged, error, n));
  }
}

/**
 * Writes the root at `beta` and dz/dbeta, `step` from where the piece was entered; an error that follows the output has slope 1, one that
 * is held 0. Returns the sign of the determinant, 0: there is no root.
 */
export function rootAt(desk: usize, beta: f64, step: f64, slope: f64, z: usize, tangent: usize): i32 {
  const n = int(desk, DeskEntry.outputs);
  const size = int(desk, DeskEntry.size);
  const output = layerAt(desk, int(desk, DeskEntry.last));
  const row = address(output, LayerEntry.row);
  const system = address(desk, DeskEntry.closed);
  const pivots = address(desk, DeskEntry.pivots);
  const byTopDown = address(desk, DeskEntry.byTopDown);
  const strength = slope * beta;
  const bytes = <usize>n * row;
  const strengths = f64x2.splat(strength);
  for (let at: usize = 0; at < bytes; at += 16) {
    const nudged = f64x2.mul(strengths, v128.load(byTopDown + at));
    v128.store(system + at, f64x2.add(v128.load(address(desk, DeskEntry.open) + at), nudged));
  }
  const closed = factorise(system, n, row, pivots);
  if (closed == 0) return 0;
  // x is step q with M q = Z F e_0, and q changes as M does, by slope Z F.
  const change = address(desk, DeskEntry.output);
  const sent = address(desk, DeskEntry.sent);
  const sentRate = address(desk, DeskEntry.sentRate);
  memory.copy(change, address(desk, DeskEntry.driving), <usize>n << 3);
  solve(system, n, row, pivots, change);
  for (let i = 0; i < n; i++) put(sentRate, i, dot(byTopDown + <usize>i * row, change, n));
  solve(system, n, row, pivots, sentRate);
  const byInput = pointArray(output, PointArray.differenceByInput);
  const byNudge = pointArray(output, PointArray.differenceByTopDown);
  for (let j = 0; j < n; j++) {
    const x = step * number(change, j);
    const rate = number(change, j) - slope * step * number(sentRate, j);
    const e = number(address(desk, DeskEntry.enteredError), j);
    put(sent, j, number(byInput, j) * x + number(byNudge, j) * (step * e - strength * x));
    put(sentRate, j, number(byInput, j) * rate + number(byNudge, j) * (e - slope * (x + beta * rate)));
  }
  const origin = address(desk, DeskEntry.origin);
  const units = address(desk, DeskEntry.units);
  const unitRow = address(desk, DeskEntry.unitRow);
  const end = <usize>size << 3;
  for (let at: usize = 0; at < end; at += 16) {
    let moved = v128.load(origin + at);
    let moving = f64x2.splat(0);
    let unit = units + at;
    for (let j = 0; j < n; j++, unit += unitRow) {
      const own = v128.load(unit);
      moved = f64x2.add(moved, f64x2.mul(v128.load64_splat(sent + (<usize>j << 3)), own));
      moving = f64x2.add(moving, f64x2.mul(v128.load64_splat(sentRate + (<usize>j << 3)), own));
    }
    v128.store(z + at, moved);
    v128.store(tangent + at, moving);
  }
  return int(desk, DeskEntry.sign) * closed;
}

/**
 * Writes how far all compartments are from the nearer ends of their pieces, full scales, neuron by neuron, the plus compartment first,
 * two neurons at a time: there is room for one more. With `isMoving` also how that changes while z, and D_L as `nudgeMotion` says,
 * move at these rates.
 */
export function rooms(desk: usize, room: usize, isMoving: bool, dz: usize, rate: usize): void {
  const last = int(desk, DeskEntry.last);
  for (let k = 1; k <= last; k++) {
    const layer = layerAt(desk, k);
    const stride = address(layer, LayerEntry.stride);
    const bytes = <usize>int(layer, LayerEntry.n) << 3;
    const point = address(layer, LayerEntry.point);
    const parameters = address(layer, LayerEntry.parameters);
    const inputs = dz + address(layer, LayerEntry.inputAt);
    const topDowns = k < last ? dz + address(layer, LayerEntry.topDownAt) : address(desk, DeskEntry.nudgeMotion);
    for (let at: usize = 0; at < bytes; at += 16) {
      const p = point + at;
      const q = parameters + at;
      const gainPlus = pair(q, stride, ParameterArray.gainPlus);
      const gainMinus = pair(q, stride, ParameterArray.gainMinus);
      const vPlus = drivePlus(p, q, stride);
      const vMinus = driveMinus(p, q, stride);
      const to = room + (at << 1);
      putTurned(to, roomsOf(p, q, stride, 0, vPlus), roomsOf(p, q, stride, 1, vMinus));
      if (!isMoving) continue;
      // a_1 is given by x.
      const input = k > 1 ? v128.load(inputs + at) : f64x2.splat(0);
      const moving = v128.load(topDowns + at);
      const plus = f64x2.mul(towards(p, q, stride, 0, vPlus), f64x2.add(input, f64x2.mul(gainPlus, moving)));
      const minus = f64x2.mul(towards(p, q, stride, 1, vMinus), f64x2.sub(input, f64x2.mul(gainMinus, moving)));
      putTurned(rate + (at << 1), plus, minus);
    }
    const next = bytes << 1;
    room += next;
    rate += next;
  }
}

/** Puts a compartment of neuron i that is at an end of its piece on the piece behind that end. */
export function crossEnd(layer: usize, kind: i32, i: i32): void {
  const stride = address(layer, LayerEntry.stride);
  const p = address(layer, LayerEntry.point) + (<usize>i << 3);
  const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
  const gain = own(q, stride, ParameterArray.gainPlus + kind);
  const v = own(p, stride, PointArray.a) + (kind == 0 ? gain : -gain) * own(p, stride, PointArray.topDown);
  const piece = p + <usize>(PointArray.piecePlus + kind) * stride;
  store<f64>(piece, load<f64>(piece) != 0 ? 0 : isNearLow(q, stride, kind, v) ? -1 : 1);
}

/** The smallest of an even number of numbers; NaN counts for nothing. */
export function least(values: usize, count: i32): f64 {
  let found = f64x2.splat(Infinity);
  const end = values + (<usize>count << 3);
  for (; values < end; values += 16) found = f64x2.pmin(found, v128.load(values));
  return Math.min(f64x2.extract_lane(found, 0), f64x2.extract_lane(found, 1));
}

/** How far ahead, in what the rates are by, the first compartment is beyond its piece by a tolerance. */
export function ahead(room: usize, rate: usize, count: i32, tolerance: f64): f64 {
  let found: f64 = Infinity;
  for (let c = 0; c < count; c++) {
    const falling = number(rate, c);
    if (falling >= 0) continue;
    const left = Math.max(0, number(room, c)) + tolerance;
    // Few are the first so far.
    if (left < found * -falling) found = left / -falling;
  }
  return found;
}

/**
 * Of the compartments that are beyond their pieces in `passed`, a length further on, and move towards that here, the one that leaves its
 * piece first; -1: none does. After what share of the length, a root of the cubic through rooms and rates, stands in the desk.
 */
export function firstLeft(
  desk: usize, room: usize, rate: usize, passed: usize, passedRate: usize, count: i32, length: f64, tolerance: f64,
): i32 {
  let first = -1;
  let share: f64 = Infinity;
  for (let c = 0; c < count; c++) {
    // One that gains room here loses it later.
    if (number(passed, c) >= -tolerance || number(rate, c) >= 0) continue;
    const own = firstRoot(number(room, c), number(passed, c), length * number(rate, c), length * number(passedRate, c));
    if (own >= share) continue;
    share = own;
    first = c;
  }
  set(desk, DeskEntry.share, share);
  return first;
}

const ROOT_STEPS: i32 = 60;

/** Where the cubic that goes from `start` down to `end` < 0 over (0, 1), with these slopes, is 0; 0 where it starts there. */
function firstRoot(start: f64, end: f64, startSlope: f64, endSlope: f64): f64 {
  if (start <= 0) return 0;
  const change = end - start;
  const square = 3 * change - 2 * startSlope - endSlope;
  const cube = startSlope + endSlope - 2 * change;
  let low: f64 = 0;
  let high: f64 = 1;
  let t = start / (start - end);
  for (let step = 0; step < ROOT_STEPS; step++) {
    const value = start + t * (startSlope + t * (square + t * cube));
    if (value > 0) low = t;
    else high = t;
    const newton = t - value / (startSlope + t * (2 * square + 3 * t * cube));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= f64.EPSILON * t) return next;
    t = next;
  }
  return t;
}

@inline
function roomsOf(p: usize, q: usize, stride: usize, kind: i32, v: v128): v128 {
  const piece = pair(p, stride, PointArray.piecePlus + kind);
  const fromLow = f64x2.sub(v, pair(q, stride, ParameterArray.lowPlus + kind));
  const toHigh = f64x2.sub(pair(q, stride, ParameterArray.highPlus + kind), v);
  const zero = f64x2.splat(0);
  const between = f64x2.pmin(fromLow, toHigh);
  const beyond = f64x2.neg(v128.bitselect(fromLow, toHigh, f64x2.lt(piece, zero)));
  return v128.bitselect(between, beyond, f64x2.eq(piece, zero));
}

/** How the room changes with v: 1 or -1. */
@inline
function towards(p: usize, q: usize, stride: usize, kind: i32, v: v128): v128 {
  const piece = pair(p, stride, PointArray.piecePlus + kind);
  const fromLow = f64x2.sub(v, pair(q, stride, ParameterArray.lowPlus + kind));
  const toHigh = f64x2.sub(pair(q, stride, ParameterArray.highPlus + kind), v);
  const near = v128.bitselect(f64x2.splat(1), f64x2.splat(-1), f64x2.lt(fromLow, toHigh));
  return v128.bitselect(near, piece, f64x2.eq(piece, f64x2.splat(0)));
}

@inline
function isNearLow(q: usize, stride: usize, kind: i32, v: f64): bool {
  return v - own(q, stride, ParameterArray.lowPlus + kind) < own(q, stride, ParameterArray.highPlus + kind) - v;
}

@inline
function own(p: usize, stride: usize, array: i32): f64 {
  return load<f64>(p + <usize>array * stride);
}

/** Those of the plus and the minus compartments of two neurons, neuron by neuron. */
@inline
function putTurned(to: usize, plus: v128, minus: v128): void {
  v128.store(to, i64x2.shuffle(plus, minus, 0, 2));
  v128.store(to, i64x2.shuffle(plus, minus, 1, 3), 16);
}
