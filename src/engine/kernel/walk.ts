/**
 * One neuron through the span of a leap, from arrival to arrival. It stands by itself at SINGLE, its compartments side by
 * side, and is compared with its thresholds only where the chord over the whole span says that it may be near one.
 */
import {
  A, ACTIVITY_THRESHOLD, BASE_PLUS, BOUND, DIFFERENCE_THRESHOLD, GAIN_PLUS, HIGH_PLUS, LOW_PLUS, NUDGE_PLUS, RATE_PLUS, SENT_ACTIVITY,
  SENT_DIFFERENCE, SINGLE, STATE_ARRAYS, TARGET_PLUS, TOP_DOWN, WEIGHT_PLUS, X_MINUS, X_PLUS,
} from './layout';
import { AFTER, CROSSING_TIME, solve, TOUCH } from './crossing';
import { cut, high, isCut, isKinked, low, relax, tierOf } from './lanes';

/** An arrival: time, weight of its line, address of its line, whether it is a difference; one f64 each. */
export const ARRIVAL_BYTES: usize = 32;
/** An event sent: time, 4 neuron + 2 encoder + (1 at the upper threshold); one f64 each. */
const EVENT_BYTES: usize = 16;
/**
 * A neuron to be walked: index and whether neither kinks nor rails are on its way; then pairs for m and d: what was sent of
 * them before, how far they are from it at the start and at the end, and how far they may stray from the chord.
 */
export const WALK_BYTES: usize = 80;
const PLAIN: usize = 8;
const SENT: usize = 16;
const START: usize = 32;
const END: usize = 48;
const MARGIN: usize = 64;

/** Newton's method ends after so many steps at the latest; two suffice for a segment much shorter than tau. */
const MOST_STEPS = 8;

let layer: usize = 0;
let bytes: usize = 0;
let earlier: usize = 0;
let arrivals: usize = 0;
let arrivalsEnd: usize = 0;
let events: usize = 0;
let capacity = 0;
let spanStart: f64 = 0;
let spanEnd: f64 = 0;
let fastest: f64 = 0;
let floor: f64 = 0;
let ceiling: f64 = 0;
let railed = false;
let resolution: f64 = 0;
let solved = 0;
let farthest: f64 = 0;

/** What all walks of a leap have in common. */
export function prepareWalk(
  address: usize,
  arrayBytes: usize,
  before: usize,
  room: usize,
  arrivalCount: i32,
  eventsAt: usize,
  mostEvents: i32,
  time: f64,
  end: f64,
  fastestRate: f64,
  phiFloor: f64,
  phiCeiling: f64,
  hasRails: bool,
  timeResolution: f64,
): void {
  layer = address;
  bytes = arrayBytes;
  earlier = before;
  arrivals = room;
  arrivalsEnd = room + <usize>arrivalCount * ARRIVAL_BYTES;
  events = eventsAt;
  capacity = mostEvents;
  spanStart = time;
  spanEnd = end;
  fastest = fastestRate;
  floor = phiFloor;
  ceiling = phiCeiling;
  railed = hasRails;
  resolution = timeResolution;
  solved = 0;
  farthest = 0;
}

/** Crossings that the walks of this leap have solved for. */
export function solves(): i32 {
  return solved;
}

/** Largest |x| at which one of the neurons walked ends. */
export function mostTravelled(): f64 {
  return farthest;
}

/** Puts a neuron on the list of those to walk. */
@inline
export function list(walk: usize, i: i32, sent: v128, start: v128, end: v128, margin: v128, isPlain: bool): usize {
  store<f64>(walk, i);
  store<f64>(walk, isPlain ? 1 : 0, PLAIN);
  v128.store(walk, sent, SENT);
  v128.store(walk, start, START);
  v128.store(walk, end, END);
  v128.store(walk, margin, MARGIN);
  return walk + WALK_BYTES;
}

/** Takes back what a neuron's record says it sent. */
@inline
export function unsend(address: usize, arrayBytes: usize, walk: usize): void {
  const p = address + (<usize>load<f64>(walk) << 3);
  store<f64>(p + SENT_ACTIVITY * arrayBytes, load<f64>(walk, SENT));
  store<f64>(p + SENT_DIFFERENCE * arrayBytes, load<f64>(walk, SENT + 8));
}

/** Walks one neuron; returns the number of events of the layer so far, -1 without room for more. */
export function walkNeuron(walk: usize, sent: i32): i32 {
  const i = <i32>load<f64>(walk);
  const p = <usize>i << 3;
  for (let array: usize = 0; array < STATE_ARRAYS; array++) single(array, load<f64>(earlier + array * bytes + p));
  for (let array: usize = STATE_ARRAYS; array < BOUND; array++) single(array, load<f64>(layer + array * bytes + p));
  const neuron = layer + p;
  const isPlain = load<f64>(walk, PLAIN) != 0;
  const clear = isPlain ? clearUntil(walk) : spanStart;
  let t = spanStart;
  for (let arrival = arrivals; ; arrival += ARRIVAL_BYTES) {
    const until = arrival == arrivalsEnd ? spanEnd : load<f64>(arrival);
    if (until > t) {
      if (until <= clear) drift(until - t);
      else {
        const before = sent;
        sent = glide(i, sent, t, until);
        if (sent < 0) break;
        if (isPlain && sent > before && isQuietFromHere(walk)) {
          // The sweep has brought it to the end already.
          store<f64>(neuron + SENT_ACTIVITY * bytes, value(SENT_ACTIVITY));
          store<f64>(neuron + SENT_DIFFERENCE * bytes, value(SENT_DIFFERENCE));
          travel(load<f64>(neuron + X_PLUS * bytes), load<f64>(neuron + X_MINUS * bytes));
          return sent;
        }
      }
      t = until;
    }
    if (arrival == arrivalsEnd) break;
    const input = load<f64>(arrival, 24) == 0 ? A : TOP_DOWN;
    single(input, value(input) + load<f64>(arrival, 8) * load<f64>(<usize>load<f64>(arrival, 16) + p));
    const bottomUp = f64x2.mul(pair(GAIN_PLUS), f64x2.splat(value(A)));
    const topDown = f64x2.mul(pair(NUDGE_PLUS), f64x2.splat(value(TOP_DOWN)));
    v128.store(SINGLE + (TARGET_PLUS << 3), f64x2.add(f64x2.add(bottomUp, topDown), pair(BASE_PLUS)));
  }
  store<f64>(neuron + X_PLUS * bytes, value(X_PLUS));
  store<f64>(neuron + X_MINUS * bytes, value(X_MINUS));
  store<f64>(neuron + SENT_ACTIVITY * bytes, value(SENT_ACTIVITY));
  store<f64>(neuron + SENT_DIFFERENCE * bytes, value(SENT_DIFFERENCE));
  travel(value(X_PLUS), value(X_MINUS));
  return sent;
}

/** What is not a number counts as infinitely far. */
@inline
function travel(xPlus: f64, xMinus: f64): void {
  if (!(Math.abs(xPlus) <= farthest)) farthest = isFinite(xPlus) ? Math.abs(xPlus) : Infinity;
  if (!(Math.abs(xMinus) <= farthest)) farthest = isFinite(xMinus) ? Math.abs(xMinus) : Infinity;
}

/** Until when the chord stays its margin inside both thresholds. */
@inline
function clearUntil(walk: usize): f64 {
  const start = v128.load(walk, START);
  const move = f64x2.sub(v128.load(walk, END), start);
  const room = f64x2.sub(pair(ACTIVITY_THRESHOLD), v128.load(walk, MARGIN));
  const isUp = f64x2.gt(move, f64x2.splat(0));
  const ahead = f64x2.sub(room, v128.bitselect(start, f64x2.neg(start), isUp));
  const isInside = f64x2.le(f64x2.abs(start), room);
  const part = v128.and(f64x2.div(ahead, f64x2.abs(move)), isInside);
  const ofM = f64x2.extract_lane(part, 0);
  const ofD = f64x2.extract_lane(part, 1);
  return spanStart + (spanEnd - spanStart) * (ofM < ofD ? ofM : ofD);
}

/** Whether, after what it has just sent, the neuron cannot cross again within the span. */
@inline
function isQuietFromHere(walk: usize): bool {
  const records = pair(SENT_ACTIVITY);
  const moved = f64x2.sub(records, v128.load(walk, SENT));
  const isSender = f64x2.ne(moved, f64x2.splat(0));
  const margin = v128.load(walk, MARGIN);
  const room = f64x2.sub(pair(ACTIVITY_THRESHOLD), f64x2.add(margin, margin));
  const start = v128.andnot(f64x2.abs(v128.load(walk, START)), isSender);
  const end = f64x2.abs(f64x2.sub(v128.load(walk, END), moved));
  return i64x2.all_true(f64x2.le(f64x2.pmax(end, start), room));
}

/** Lets the neuron relax, its inputs constant and its thresholds far. */
@inline
function drift(dt: f64): void {
  const from = pair(X_PLUS);
  const part = relax(tierOf(dt * fastest), f64x2.mul(f64x2.splat(dt), pair(RATE_PLUS)));
  v128.store(SINGLE, f64x2.add(from, f64x2.mul(f64x2.sub(pair(TARGET_PLUS), from), part)));
}

/** Takes neuron i from time t to `until`, its inputs constant, and lets it send. */
function glide(i: i32, sent: i32, t: f64, until: f64): i32 {
  const floors = f64x2.splat(floor);
  const ceilings = f64x2.splat(ceiling);
  const rates = pair(RATE_PLUS);
  const targets = pair(TARGET_PLUS);
  const weights = pair(WEIGHT_PLUS);
  const thresholds = f64x2.mul(f64x2.splat(1 + TOUCH), pair(ACTIVITY_THRESHOLD));
  while (true) {
    const dt = until - t;
    const z = dt * fastest;
    const from = pair(X_PLUS);
    const way = f64x2.sub(targets, from);
    let x = f64x2.add(from, f64x2.mul(way, relax(tierOf(z), f64x2.mul(f64x2.splat(dt), rates))));
    let stray = f64x2.mul(f64x2.splat((z * z) / 8), f64x2.abs(way));
    const began = cut(from, floors, ceilings);
    let kinks = f64x2.splat(0);
    if (railed) {
      const within = cut(x, pair(LOW_PLUS), pair(HIGH_PLUS));
      kinks = f64x2.ne(within, x);
      x = within;
    }
    const s = cut(x, floors, ceilings);
    kinks = v128.or(kinks, isKinked(from, x, began, s));
    const isStill = isCut(from, targets, f64x2.splat(0), floors, ceilings);
    stray = f64x2.add(v128.andnot(stray, isStill), v128.and(f64x2.abs(f64x2.sub(s, began)), kinks));
    const start = signals(began, weights);
    const end = signals(s, weights);
    const weighed = f64x2.mul(weights, stray);
    const margin = f64x2.add(low(weighed, stray), high(weighed, stray));
    const most = f64x2.pmax(f64x2.abs(end), f64x2.abs(start));
    const quiet = i64x2.bitmask(f64x2.le(f64x2.add(most, margin), thresholds));
    if (quiet == 3) {
      v128.store(SINGLE, x);
      return sent;
    }
    solved++;
    let code = -1;
    let crossing: f64 = Infinity;
    let after: f64 = Infinity;
    // The one encoder that may send, unless both may.
    const encoder = quiet == 1 ? DIFFERENCE_THRESHOLD - ACTIVITY_THRESHOLD : 0;
    const last = encoder == 0 ? f64x2.extract_lane(end, 0) : f64x2.extract_lane(end, 1);
    const threshold = value(ACTIVITY_THRESHOLD + encoder);
    let step: f64 = Infinity;
    if (quiet != 0 && !v128.any_true(kinks)) {
      const first = encoder == 0 ? f64x2.extract_lane(start, 0) : f64x2.extract_lane(start, 1);
      const most = encoder == 0 ? f64x2.extract_lane(margin, 0) : f64x2.extract_lane(margin, 1);
      const factors = encoder == 0 ? weights : f64x2.replace_lane(f64x2.splat(1), 1, -1);
      step = newton(dt, first, last, most, threshold, value(SENT_ACTIVITY + encoder), factors, f64x2.ne(s, began));
    }
    if (step < Infinity) {
      crossing = t + step;
      code = <i32>encoder * 2 + (last > 0 ? 1 : 0);
      // Sent, the signal starts from 0 and moves one way: where it ends is its extreme.
      after = Math.abs(last) - threshold < threshold ? until : crossing;
    } else {
      code = solve(SINGLE, 1, 0, t, t, until, floor, ceiling, resolution);
      crossing = load<f64>(CROSSING_TIME);
      after = load<f64>(AFTER);
    }
    if (code < 0 || crossing >= until) {
      v128.store(SINGLE, x);
      return sent;
    }
    if (sent == capacity) return -1;
    record(sent, crossing, 4 * i + code);
    sent++;
    const sender: usize = code >> 1;
    const size = value(ACTIVITY_THRESHOLD + sender);
    single(SENT_ACTIVITY + sender, value(SENT_ACTIVITY + sender) + ((code & 1) == 1 ? size : -size));
    if (after >= until) {
      v128.store(SINGLE, x);
      return sent;
    }
    const part = crossing - t;
    x = f64x2.add(from, f64x2.mul(way, relax(tierOf(part * fastest), f64x2.mul(f64x2.splat(part), rates))));
    v128.store(SINGLE, railed ? cut(x, pair(LOW_PLUS), pair(HIGH_PLUS)) : x);
    t = crossing;
  }
}

/**
 * When within dt a signal reaches the threshold on its way from `start` to `end`: the sum of `factors` times the
 * compartments' outputs, of which those in `moves` move, less `record`. Only where it moves one way all along; else Infinity.
 */
function newton(
  dt: f64,
  start: f64,
  end: f64,
  margin: f64,
  threshold: f64,
  record: f64,
  factors: v128,
  moves: v128,
): f64 {
  const sign: f64 = end > 0 ? 1 : -1;
  const rise = sign * (end - start);
  const gap = threshold - sign * start;
  // The slope varies by the curvature times dt, which is 8 margins over dt.
  if (!(gap > 0 && rise > gap && rise > 8 * margin)) return Infinity;
  const from = pair(X_PLUS);
  const rates = pair(RATE_PLUS);
  const targets = pair(TARGET_PLUS);
  const way = f64x2.sub(targets, from);
  const moving = v128.and(factors, moves);
  const tier = tierOf(dt * fastest);
  const floors = f64x2.splat(floor);
  const ceilings = f64x2.splat(ceiling);
  const curvature = (8 * margin) / (dt * dt);
  let step = dt * (gap / rise);
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const x = f64x2.add(from, f64x2.mul(way, relax(tier, f64x2.mul(f64x2.splat(step), rates))));
    const s = f64x2.mul(factors, cut(x, floors, ceilings));
    const speeds = f64x2.mul(moving, f64x2.mul(rates, f64x2.sub(targets, x)));
    const signal = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1) - record;
    const speed = f64x2.extract_lane(speeds, 0) + f64x2.extract_lane(speeds, 1);
    const change = (signal - sign * threshold) / speed;
    step -= change;
    if (!(step >= 0 && step <= dt)) return Infinity;
    if (change * change * curvature <= resolution * Math.abs(speed)) return step;
  }
  return Infinity;
}

/** Puts an event where it belongs in time among the `sent` before it. */
@inline
function record(sent: i32, time: f64, code: i32): void {
  let slot = events + <usize>sent * EVENT_BYTES;
  while (slot > events && load<f64>(slot - EVENT_BYTES) > time) {
    v128.store(slot, v128.load(slot - EVENT_BYTES));
    slot -= EVENT_BYTES;
  }
  store<f64>(slot, time);
  store<f64>(slot, code, 8);
}

/** m and d less what was sent of them. */
@inline
function signals(s: v128, weights: v128): v128 {
  const weighed = f64x2.mul(weights, s);
  return f64x2.sub(f64x2.add(low(weighed, s), high(weighed, f64x2.neg(s))), pair(SENT_ACTIVITY));
}

@inline
function value(array: usize): f64 {
  return load<f64>(SINGLE + (array << 3));
}

/** An array's entries for both compartments, or for both encoders. */
@inline
function pair(array: usize): v128 {
  return v128.load(SINGLE + (array << 3));
}

@inline
function single(array: usize, value: f64): void {
  store<f64>(SINGLE + (array << 3), value);
}
