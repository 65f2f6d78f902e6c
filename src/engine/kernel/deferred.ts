/**
 * Arrivals that wait. A pair of neurons that can neither cross nor be bounded by less before a time, whatever arrives until
 * then, lets the arrivals before that time wait, and then takes them up one after the other in the very operations of a pass. A
 * bound is for what lies before the next arrival, which renews it; so nothing that can be seen tells this from a pass over the
 * whole layer at every arrival.
 */
import { BLOCK, EVENT_BYTES, LayerArray, LayerEntry, LoopEntry, Shape } from '../layout';
import {
  arrivalAt, forget, hasRoom, know, receiverOf, SINCE, STEPS_DOWN, STEPS_UP, takeUp, TIER, TIME,
} from './arrivals';
import { bendsOf, boundOfTwo } from './bound';
import { eventCode, eventNeuron, eventTime } from './line';
import { address, arrayBytes, at, entry, get, int, layerAt, put, set, setInt } from './memory';
import { smaller } from './next';
import { tierOf } from './relax';
import { safeUntil } from './safe';

/** Bytes of the bounds of a block of neurons. */
const BLOCK_BYTES: usize = BLOCK << 3;
/** Nothing waits longer than this part of the look-ahead, nor for more arrivals than these. */
const WITHIN: f64 = 0.99;
const FARTHEST: i32 = 32;
/** Fewer arrivals ahead than these are not worth the question. */
const FEWEST: i32 = 4;

/** Begins a run in which arrivals may wait, if what is in flight has been sent with the present delay. */
export function beginDeferring(loop: usize): void {
  const events = int(loop, LoopEntry.lineCount);
  const mask = int(loop, LoopEntry.lineCapacity) - 1;
  const line = address(loop, LoopEntry.line);
  const first = int(loop, LoopEntry.lineFirst);
  if (events > 0) {
    const last = line + <usize>((first + events - 1) & mask) * EVENT_BYTES;
    if (eventTime(last) > get(loop, LoopEntry.time) + get(loop, LoopEntry.delay)) return;
  }
  for (let k = 1; k <= int(loop, LoopEntry.last); k++) {
    const layer = layerAt(loop, k);
    setInt(layer, LayerEntry.defers, int(layer, LayerEntry.mayDefer));
    forget(layer);
    const n = int(layer, LayerEntry.n);
    const safe = address(layer, LayerEntry.safe);
    const taken = address(layer, LayerEntry.taken);
    for (let pair = 0; pair < ((n + BLOCK - 1) / BLOCK) * (BLOCK / 2); pair++) {
      store<f64>(safe + (<usize>pair << 3), 2 * pair < n ? -Infinity : Infinity);
      store<i32>(taken + (<usize>pair << 2), 0);
    }
  }
  for (let e = 0; e < events; e++) {
    const event = line + <usize>((first + e) & mask) * EVENT_BYTES;
    const code = eventCode(event);
    expect(loop, layerAt(loop, code >> 2), eventNeuron(event), code & 3, eventTime(event));
  }
}

/** Ends it: every pair takes up what has arrived. */
export function endDeferring(loop: usize): void {
  for (let k = 1; k <= int(loop, LoopEntry.last); k++) stopDeferring(layerAt(loop, k));
}

function stopDeferring(layer: usize): void {
  if (int(layer, LayerEntry.defers) == 0) return;
  catchUp(layer);
  setInt(layer, LayerEntry.defers, 0);
}

/** An event is on its way. A layer for which too many are takes them up at once from now on. */
export function expect(loop: usize, sender: usize, neuron: i32, encoderAndSign: i32, time: f64): void {
  const layer = receiverOf(sender, encoderAndSign >> 1);
  if (int(layer, LayerEntry.defers) == 0) return;
  if (!hasRoom(layer)) catchUp(layer);
  if (hasRoom(layer)) know(loop, layer, sender, neuron, encoderAndSign, time);
  else stopDeferring(layer);
}

/** Every pair takes up what has arrived. */
function catchUp(layer: usize): void {
  const arrived = int(layer, LayerEntry.arrived);
  const bytes = arrayBytes(layer);
  const start = address(layer, LayerEntry.arrays);
  const end = start + (<usize>int(layer, LayerEntry.n) << 3);
  const railed = int(layer, LayerEntry.railed) != 0;
  const settled = int(layer, LayerEntry.settled);
  let taken = address(layer, LayerEntry.taken);
  for (let p = start; p < end; p += 16) {
    takeUp(layer, p, bytes, railed, max(load<i32>(taken), settled), arrived);
    store<i32>(taken, arrived);
    taken += 4;
  }
  setInt(layer, LayerEntry.settled, arrived);
}

/**
 * Whether the next arrival at a layer is all that is known, and every pair has taken up the others: a pass serves it as well, and
 * it is counted as taken up.
 */
export function comesAlone(layer: usize): bool {
  const arrived = int(layer, LayerEntry.arrived);
  if (int(layer, LayerEntry.known) - arrived != 1 || int(layer, LayerEntry.settled) != arrived) return false;
  setInt(layer, LayerEntry.arrived, arrived + 1);
  setInt(layer, LayerEntry.settled, arrived + 1);
  return true;
}

/**
 * The next arrival at a layer comes, at time t: the pairs that it may not leave waiting are passed. Returns how many neurons are
 * bounded.
 */
export function arrive(layer: usize, t: f64): i32 {
  const arrived = int(layer, LayerEntry.arrived) + 1;
  const arrival = arrivalAt(layer, arrived - 1);
  const dt = t - get(layer, LayerEntry.time);
  store<f64>(arrival, dt, SINCE);
  store<i32>(arrival, tierOf(dt * get(layer, LayerEntry.fastest)), TIER);
  setInt(layer, LayerEntry.arrived, arrived);
  set(layer, LayerEntry.time, t);
  const ahead = min(int(layer, LayerEntry.known) - arrived, FARTHEST);
  const next = ahead == 0 ? Infinity : load<f64>(arrivalAt(layer, arrived), TIME);
  const unsafe = address(layer, LayerEntry.unsafe);
  const end = findUnsafe(layer, unsafe, next);
  const bytes = arrayBytes(layer);
  const railed = int(layer, LayerEntry.railed) != 0;
  const start = address(layer, LayerEntry.arrays);
  const taken = address(layer, LayerEntry.taken);
  const settled = int(layer, LayerEntry.settled);
  for (let at = unsafe; at < end; at += 4) {
    const p = <usize>load<u32>(at);
    const own = taken + ((p - start) >> 2);
    takeUp(layer, p, bytes, railed, max(load<i32>(own), settled), arrived);
    store<i32>(own, arrived);
  }
  if (<i32>((end - unsafe) >> 2) == (int(layer, LayerEntry.n) + 1) / 2) setInt(layer, LayerEntry.settled, arrived);
  let near = unsafe;
  let nearEnd = end;
  if (ahead >= FEWEST) {
    const farthest = arrivalAt(layer, arrived + ahead - 1);
    const until = min(load<f64>(farthest, TIME), t + WITHIN * get(layer, LayerEntry.lookAhead));
    const stepsUp = load<f64>(farthest, STEPS_UP) - load<f64>(arrival, STEPS_UP);
    const stepsDown = load<f64>(farthest, STEPS_DOWN) - load<f64>(arrival, STEPS_DOWN);
    near = address(layer, LayerEntry.near);
    nearEnd = findNear(layer, unsafe, end, near, t, next, until, stepsUp, stepsDown);
  }
  boundNear(layer, near, nearEnd, t);
  boundBlocks(layer, unsafe, end);
  return <i32>((nearEnd - near) >> 1);
}

/** Lists the places of the pairs that may not wait until `next`, s; returns where the list ends. */
function findUnsafe(layer: usize, list: usize, next: f64): usize {
  const nexts = f64x2.splat(next);
  const start = address(layer, LayerEntry.arrays);
  const end = start + (<usize>int(layer, LayerEntry.n) << 3);
  let safe = address(layer, LayerEntry.safe);
  for (let p = start; p < end; p += BLOCK_BYTES) {
    let some =
      i64x2.bitmask(f64x2.lt(v128.load(safe), nexts)) |
      (i64x2.bitmask(f64x2.lt(v128.load(safe, 16), nexts)) << 2) |
      (i64x2.bitmask(f64x2.lt(v128.load(safe, 32), nexts)) << 4) |
      (i64x2.bitmask(f64x2.lt(v128.load(safe, 48), nexts)) << 6);
    while (some != 0) {
      store<u32>(list, <u32>(p + (<usize>ctz(some) << 4)));
      list += 4;
      some &= some - 1;
    }
    safe += BLOCK_BYTES / 2;
  }
  return list;
}

/**
 * Tells until when, at most `until`, the listed pairs may wait while events of so many full scales come from below and above,
 * and lists those that may not until `next`; returns where that list ends.
 */
function findNear(
  layer: usize,
  list: usize,
  end: usize,
  near: usize,
  t: f64,
  next: f64,
  until: f64,
  stepsUp: f64,
  stepsDown: f64,
): usize {
  const bytes = arrayBytes(layer);
  const start = address(layer, LayerEntry.arrays);
  const safe = address(layer, LayerEntry.safe);
  const isTanh = int(layer, LayerEntry.shape) == Shape.tanh;
  const bends = bendsOf(layer);
  const ups = f64x2.splat(stepsUp);
  const downs = f64x2.splat(stepsDown);
  const decay = f64x2.splat((until - t) * get(layer, LayerEntry.fastest));
  const never = f64x2.splat(Infinity);
  for (let at = list; at < end; at += 4) {
    const p = <usize>load<u32>(at);
    const own = safeUntil(layer, p, bytes, isTanh, t, bends, decay, ups, downs);
    const mayWait = own < until ? own : until;
    store<f64>(safe + ((p - start) >> 1), mayWait);
    put(p, bytes, LayerArray.bound, never);
    store<u32>(near, <u32>p);
    near += mayWait >= next ? 0 : 4;
  }
  return near;
}

/** Bounds the listed pairs. */
function boundNear(layer: usize, list: usize, end: usize, t: f64): void {
  const bytes = arrayBytes(layer);
  const isTanh = int(layer, LayerEntry.shape) == Shape.tanh;
  const railed = int(layer, LayerEntry.railed) != 0;
  const bends = bendsOf(layer);
  const ts = f64x2.splat(t);
  for (let at = list; at < end; at += 4) {
    const p = <usize>load<u32>(at);
    put(p, bytes, LayerArray.bound, boundAt(layer, p, bytes, isTanh, railed, ts, bends));
  }
}

/** The bounds of two neurons where they are now. */
@inline
function boundAt(layer: usize, p: usize, bytes: usize, isTanh: bool, railed: bool, ts: v128, bends: v128): v128 {
  const xP = at(p, bytes, LayerArray.xPlus);
  const xM = at(p, bytes, LayerArray.xMinus);
  const tP = at(p, bytes, LayerArray.targetPlus);
  const tM = at(p, bytes, LayerArray.targetMinus);
  return boundOfTwo(layer, p, bytes, isTanh, railed, ts, bends, xP, xM, tP, tM);
}

/** Finds the smallest bound of a layer, of which only the listed pairs have one. */
function boundBlocks(layer: usize, list: usize, end: usize): void {
  const bytes = arrayBytes(layer);
  const start = address(layer, LayerEntry.arrays);
  const blockBounds = entry(layer, LayerArray.blockBound, 0);
  let next = Infinity;
  while (list < end) {
    const block = (<usize>load<u32>(list) - start) / BLOCK_BYTES;
    const blockStart = start + block * BLOCK_BYTES;
    do list += 4;
    while (list < end && <usize>load<u32>(list) < blockStart + BLOCK_BYTES);
    const bounds = blockStart + <usize>LayerArray.bound * bytes;
    let firsts = v128.load(bounds);
    for (let p = bounds + 16; p < bounds + BLOCK_BYTES; p += 16) firsts = f64x2.pmin(firsts, v128.load(p));
    const bound = smaller(firsts);
    store<f64>(blockBounds + (block << 3), bound);
    next = bound < next ? bound : next;
  }
  set(layer, LayerEntry.next, next);
}
