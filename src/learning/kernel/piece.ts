/** Roots in closed form while every compartment keeps to its piece, and how far it is from its ends: ../linear-piece.ts, ../rooms.ts. */
import { factorise, solve } from '../../linear/kernel/factorise';
import { DeskEntry, LayerEntry, ParameterArray, PointArray } from '../desk-layout';
import { addScaled, address, dot, int, layerAt, number, pointArray, put, set } from './desk';

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
  memory.copy(z, address(desk, DeskEntry.origin), <usize>size << 3);
  memory.fill(tangent, 0, <usize>size << 3);
  for (let j = 0; j < n; j++) {
    const x = step * number(change, j);
    const rate = number(change, j) - slope * step * number(sentRate, j);
    const own = number(pointArray(output, PointArray.differenceByInput), j);
    const above = number(pointArray(output, PointArray.differenceByTopDown), j);
    const e = number(address(desk, DeskEntry.enteredError), j);
    const units = address(desk, DeskEntry.units) + <usize>j * address(desk, DeskEntry.unitRow);
    addScaled(z, own * x + above * (step * e - strength * x), units, size);
    addScaled(tangent, own * rate + above * (e - slope * (x + beta * rate)), units, size);
  }
  return int(desk, DeskEntry.sign) * closed;
}

/** Writes how far all compartments are from the nearer ends of their pieces, full scales, neuron by neuron, the plus compartment first. */
export function rooms(desk: usize, room: usize): void {
  for (let k = 1; k <= int(desk, DeskEntry.last); k++) {
    const layer = layerAt(desk, k);
    const stride = address(layer, LayerEntry.stride);
    for (let i = 0; i < int(layer, LayerEntry.n); i++, room += 16) {
      const p = address(layer, LayerEntry.point) + (<usize>i << 3);
      const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
      const a = own(p, stride, PointArray.a);
      const topDown = own(p, stride, PointArray.topDown);
      store<f64>(room, roomOf(p, q, stride, 0, a + own(q, stride, ParameterArray.gainPlus) * topDown));
      store<f64>(room, roomOf(p, q, stride, 1, a - own(q, stride, ParameterArray.gainMinus) * topDown), 8);
    }
  }
}

/** Writes how those change while z, and D_L as `nudgeMotion` says, move at these rates. */
export function roomRates(desk: usize, dz: usize, rate: usize): void {
  const last = int(desk, DeskEntry.last);
  for (let k = 1; k <= last; k++) {
    const layer = layerAt(desk, k);
    const stride = address(layer, LayerEntry.stride);
    const inputs = dz + address(layer, LayerEntry.inputAt);
    const topDowns = k < last ? dz + address(layer, LayerEntry.topDownAt) : address(desk, DeskEntry.nudgeMotion);
    for (let i = 0; i < int(layer, LayerEntry.n); i++, rate += 16) {
      const p = address(layer, LayerEntry.point) + (<usize>i << 3);
      const q = address(layer, LayerEntry.parameters) + (<usize>i << 3);
      const a = own(p, stride, PointArray.a);
      const topDown = own(p, stride, PointArray.topDown);
      // a_1 is given by x.
      const input = k > 1 ? number(inputs, i) : 0;
      const moving = number(topDowns, i);
      const plus = own(q, stride, ParameterArray.gainPlus);
      const minus = -own(q, stride, ParameterArray.gainMinus);
      store<f64>(rate, towards(p, q, stride, 0, a + plus * topDown) * (input + plus * moving));
      store<f64>(rate, towards(p, q, stride, 1, a + minus * topDown) * (input + minus * moving), 8);
    }
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

/** The smallest of so many numbers; NaN counts for nothing. */
export function least(values: usize, count: i32): f64 {
  let found: f64 = Infinity;
  for (let i = 0; i < count; i++) if (number(values, i) < found) found = number(values, i);
  return found;
}

/** How far ahead, in what the rates are by, the first compartment is beyond its piece by a tolerance. */
export function ahead(room: usize, rate: usize, count: i32, tolerance: f64): f64 {
  let found: f64 = Infinity;
  for (let c = 0; c < count; c++) {
    const falling = number(rate, c);
    if (falling >= 0) continue;
    const length = (Math.max(0, number(room, c)) + tolerance) / -falling;
    if (length < found) found = length;
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
function roomOf(p: usize, q: usize, stride: usize, kind: i32, v: f64): f64 {
  const piece = own(p, stride, PointArray.piecePlus + kind);
  const low = own(q, stride, ParameterArray.lowPlus + kind);
  const high = own(q, stride, ParameterArray.highPlus + kind);
  return piece < 0 ? low - v : piece > 0 ? v - high : Math.min(v - low, high - v);
}

/** How the room changes with v: 1 or -1. */
@inline
function towards(p: usize, q: usize, stride: usize, kind: i32, v: f64): f64 {
  const piece = own(p, stride, PointArray.piecePlus + kind);
  return piece != 0 ? piece : isNearLow(q, stride, kind, v) ? 1 : -1;
}

@inline
function isNearLow(q: usize, stride: usize, kind: i32, v: f64): bool {
  return v - own(q, stride, ParameterArray.lowPlus + kind) < own(q, stride, ParameterArray.highPlus + kind) - v;
}

@inline
function own(p: usize, stride: usize, array: i32): f64 {
  return load<f64>(p + <usize>array * stride);
}
