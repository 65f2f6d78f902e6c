/**
 * A layer over a span of time whose arrivals are all known. Every neuron is brought to the end of the span by one sum over
 * the arrivals' moments; only those that may cross a threshold on the way are walked from arrival to arrival.
 *
 * Between events x' = r (T - x), so an arrival at s that moves T by delta adds delta (1 - e^{-r (end - s)}) to x(end). With
 * h half the span, y = (end - s) - h and q = 1 - e^{-r h}:
 *
 *     1 - e^{-r (h + y)} = q + (1 - q) r (y - r y^2/2 + r^2 y^3/6 - r^3 y^4/24 + ...),   1 - e^{-2 r h} = q (2 - q)
 *
 * so the sums of delta y^p/p!, p = 0 .. 4, over the arrivals serve both compartments, whatever their r; what is cut off is
 * below delta (r h)^5/120.
 *
 * x stays within `stray` of the chord from its value at the start to that at the end: with z = r times the span, an
 * arrival bends it by at most |delta| z/4 and the exponentials by at most z^2/8 times the way to the target. Cut by phi, s
 * strays no further, unless the chord itself crosses a kink: then by the way of s more. So a neuron whose m and d are that
 * much inside their thresholds at both ends cannot have crossed.
 */
import {
  A, ACTIVITY_THRESHOLD, BASE_MINUS, BASE_PLUS, DIFFERENCE_THRESHOLD, GAIN_MINUS, GAIN_PLUS, HIGH_MINUS, HIGH_PLUS,
  LOW_MINUS, LOW_PLUS, MOST_ARRIVALS, NUDGE_MINUS, NUDGE_PLUS, RATE_MINUS, RATE_PLUS, RESULTS, SENT_ACTIVITY,
  SENT_DIFFERENCE, STATE_ARRAYS, TARGET_MINUS, TARGET_PLUS, TERM_BYTES, TERMS, TOP_DOWN, WEIGHT_MINUS, WEIGHT_PLUS, X_MINUS,
  X_PLUS,
} from './layout';
import { TOUCH } from './crossing';
import { at, cut, high, isCut, isKinked, low, put } from './lanes';
import { briefRelaxations } from './relax';
import { ARRIVAL_BYTES, list, mostTravelled, prepareWalk, solves, unsend, WALK_BYTES, walkNeuron } from './walk';

/** Results: neurons walked, crossings solved for, largest |x| of those walked. */
const WALKED: usize = RESULTS + 48;
const SOLVES: usize = RESULTS + 56;
const FARTHEST: usize = RESULTS + 64;

/** Offset in a term: its five factors, its size, the address of its line. */
const SIZE: usize = 40;
const LINE: usize = 48;

/**
 * Brings a layer from `time` to `end`. In `room` lie, one behind the other, the arrivals in order of time and room for the
 * neurons walked, the layer's earlier state and `capacity` events. Returns how many events were sent, in order of time;
 * -1 when there was no room for them.
 */
export function leap(
  address: usize,
  stride: i32,
  n: i32,
  room: usize,
  arrivals: i32,
  capacity: i32,
  time: f64,
  end: f64,
  fastest: f64,
  floor: f64,
  ceiling: f64,
  railed: bool,
  resolution: f64,
): i32 {
  const bytes = <usize>stride << 3;
  const walks = room + MOST_ARRIVALS * ARRIVAL_BYTES;
  const before = walks + <usize>stride * WALK_BYTES;
  const events = before + STATE_ARRAYS * bytes;
  memory.copy(before, address, STATE_ARRAYS * bytes);
  const half = (end - time) / 2;
  const differences = TERMS + MOST_ARRIVALS * TERM_BYTES;
  let activityEnd = TERMS;
  let differenceEnd = differences;
  for (let j = 0; j < arrivals; j++) {
    const arrival = room + <usize>j * ARRIVAL_BYTES;
    if (load<f64>(arrival, 24) == 0) {
      expand(activityEnd, arrival, end - half);
      activityEnd += TERM_BYTES;
    } else {
      expand(differenceEnd, arrival, end - half);
      differenceEnd += TERM_BYTES;
    }
  }
  const walked = sweep(
    address, bytes, n, walks, activityEnd, differences, differenceEnd, half, fastest, floor, ceiling, railed,
  );
  prepareWalk(address, bytes, before, room, arrivals, events, capacity, time, end, fastest, floor, ceiling, railed, resolution);
  let sent = 0;
  for (let walk = walks; sent >= 0 && walk < walks + <usize>walked * WALK_BYTES; walk += WALK_BYTES) {
    sent = walkNeuron(walk, sent);
  }
  store<f64>(WALKED, walked);
  store<f64>(SOLVES, solves());
  store<f64>(FARTHEST, mostTravelled());
  return sent;
}

/** Takes back what `leap` did to a layer, of which `walked` neurons were walked. */
export function undo(address: usize, stride: i32, room: usize, walked: i32): void {
  const bytes = <usize>stride << 3;
  const walks = room + MOST_ARRIVALS * ARRIVAL_BYTES;
  memory.copy(address, walks + <usize>stride * WALK_BYTES, STATE_ARRAYS * bytes);
  for (let walk = walks; walk < walks + <usize>walked * WALK_BYTES; walk += WALK_BYTES) unsend(address, bytes, walk);
}

/** The factors weight y^p/p! of an arrival. */
@inline
function expand(term: usize, arrival: usize, middle: f64): void {
  const y = middle - load<f64>(arrival);
  let factor = load<f64>(arrival, 8);
  store<f64>(term, factor, 0);
  store<f64>(term, Math.abs(factor), SIZE);
  factor *= y;
  store<f64>(term, factor, 8);
  factor *= y / 2;
  store<f64>(term, factor, 16);
  factor *= y / 3;
  store<f64>(term, factor, 24);
  factor *= y / 4;
  store<f64>(term, factor, 32);
  store<u32>(term, <u32>load<f64>(arrival, 16), LINE);
}

/** Brings all neurons to the end of the span and lists in `walks` those that may have crossed; returns their number. */
function sweep(
  address: usize,
  bytes: usize,
  n: i32,
  walks: usize,
  activityEnd: usize,
  differences: usize,
  differenceEnd: usize,
  half: f64,
  fastest: f64,
  floor: f64,
  ceiling: f64,
  railed: bool,
): i32 {
  const halves = f64x2.splat(half);
  const floors = f64x2.splat(floor);
  const ceilings = f64x2.splat(ceiling);
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const touch = f64x2.splat(1 + TOUCH);
  const two = f64x2.splat(2);
  const z = 2 * half * fastest;
  const kinks = f64x2.splat((z / 4) * (1 + z / 2));
  const bends = f64x2.splat((z * z) / 8);
  const hasDifferences = differenceEnd > differences;
  const last = address + (<usize>n << 3);
  let walk = walks;
  for (let p = address; p < last; p += 16) {
    const offset = p - address;
    const rateP = at(p, bytes, RATE_PLUS);
    const rateM = at(p, bytes, RATE_MINUS);
    const gainP = at(p, bytes, GAIN_PLUS);
    const gainM = at(p, bytes, GAIN_MINUS);
    const nudgeP = at(p, bytes, NUDGE_PLUS);
    const nudgeM = at(p, bytes, NUDGE_MINUS);
    const qP = briefRelaxations(f64x2.mul(halves, rateP));
    const qM = briefRelaxations(f64x2.mul(halves, rateM));
    const restP = f64x2.mul(f64x2.sub(one, qP), rateP);
    const restM = f64x2.mul(f64x2.sub(one, qM), rateM);

    let u0 = zero;
    let u1 = zero;
    let u2 = zero;
    let u3 = zero;
    let u4 = zero;
    let size = zero;
    for (let term = TERMS; term < activityEnd; term += TERM_BYTES) {
      const w = v128.load(<usize>load<u32>(term, LINE) + offset);
      u0 = f64x2.add(u0, f64x2.mul(w, v128.load64_splat(term)));
      u1 = f64x2.add(u1, f64x2.mul(w, v128.load64_splat(term, 8)));
      u2 = f64x2.add(u2, f64x2.mul(w, v128.load64_splat(term, 16)));
      u3 = f64x2.add(u3, f64x2.mul(w, v128.load64_splat(term, 24)));
      u4 = f64x2.add(u4, f64x2.mul(w, v128.load64_splat(term, 32)));
      size = f64x2.add(size, f64x2.mul(f64x2.abs(w), v128.load64_splat(term, SIZE)));
    }
    const a = f64x2.add(at(p, bytes, A), u0);
    let topDown = at(p, bytes, TOP_DOWN);
    let pushP = f64x2.mul(gainP, pushed(qP, restP, rateP, u0, u1, u2, u3, u4));
    let pushM = f64x2.mul(gainM, pushed(qM, restM, rateM, u0, u1, u2, u3, u4));
    let sizeP = f64x2.mul(gainP, size);
    let sizeM = f64x2.mul(gainM, size);
    if (hasDifferences) {
      u0 = zero;
      u1 = zero;
      u2 = zero;
      u3 = zero;
      u4 = zero;
      size = zero;
      for (let term = differences; term < differenceEnd; term += TERM_BYTES) {
        const w = v128.load(<usize>load<u32>(term, LINE) + offset);
        u0 = f64x2.add(u0, f64x2.mul(w, v128.load64_splat(term)));
        u1 = f64x2.add(u1, f64x2.mul(w, v128.load64_splat(term, 8)));
        u2 = f64x2.add(u2, f64x2.mul(w, v128.load64_splat(term, 16)));
        u3 = f64x2.add(u3, f64x2.mul(w, v128.load64_splat(term, 24)));
        u4 = f64x2.add(u4, f64x2.mul(w, v128.load64_splat(term, 32)));
        size = f64x2.add(size, f64x2.mul(f64x2.abs(w), v128.load64_splat(term, SIZE)));
      }
      topDown = f64x2.add(topDown, u0);
      pushP = f64x2.add(pushP, f64x2.mul(nudgeP, pushed(qP, restP, rateP, u0, u1, u2, u3, u4)));
      pushM = f64x2.add(pushM, f64x2.mul(nudgeM, pushed(qM, restM, rateM, u0, u1, u2, u3, u4)));
      sizeP = f64x2.add(sizeP, f64x2.mul(f64x2.abs(nudgeP), size));
      sizeM = f64x2.add(sizeM, f64x2.mul(f64x2.abs(nudgeM), size));
    }

    const fromP = at(p, bytes, X_PLUS);
    const fromM = at(p, bytes, X_MINUS);
    const aimP = at(p, bytes, TARGET_PLUS);
    const aimM = at(p, bytes, TARGET_MINUS);
    const wayP = f64x2.sub(aimP, fromP);
    const wayM = f64x2.sub(aimM, fromM);
    let xP = f64x2.add(f64x2.add(fromP, f64x2.mul(wayP, f64x2.mul(qP, f64x2.sub(two, qP)))), pushP);
    let xM = f64x2.add(f64x2.add(fromM, f64x2.mul(wayM, f64x2.mul(qM, f64x2.sub(two, qM)))), pushM);
    let strayP = f64x2.add(f64x2.mul(kinks, sizeP), f64x2.mul(bends, f64x2.abs(wayP)));
    let strayM = f64x2.add(f64x2.mul(kinks, sizeM), f64x2.mul(bends, f64x2.abs(wayM)));
    let isClear = f64x2.eq(zero, zero);
    if (railed) {
      const lowP = at(p, bytes, LOW_PLUS);
      const lowM = at(p, bytes, LOW_MINUS);
      const highP = at(p, bytes, HIGH_PLUS);
      const highM = at(p, bytes, HIGH_MINUS);
      const isHeldP = isCut(fromP, aimP, sizeP, lowP, highP);
      const isHeldM = isCut(fromM, aimM, sizeM, lowM, highM);
      xP = v128.bitselect(fromP, xP, isHeldP);
      xM = v128.bitselect(fromM, xM, isHeldM);
      strayP = v128.andnot(strayP, isHeldP);
      strayM = v128.andnot(strayM, isHeldM);
      isClear = v128.and(isBetween(fromP, xP, strayP, lowP, highP), isBetween(fromM, xM, strayM, lowM, highM));
    }
    const tP = f64x2.add(f64x2.add(f64x2.mul(gainP, a), f64x2.mul(nudgeP, topDown)), at(p, bytes, BASE_PLUS));
    const tM = f64x2.add(f64x2.add(f64x2.mul(gainM, a), f64x2.mul(nudgeM, topDown)), at(p, bytes, BASE_MINUS));
    put(p, bytes, A, a);
    put(p, bytes, TOP_DOWN, topDown);
    put(p, bytes, X_PLUS, xP);
    put(p, bytes, X_MINUS, xM);
    put(p, bytes, TARGET_PLUS, tP);
    put(p, bytes, TARGET_MINUS, tM);

    const beganP = cut(fromP, floors, ceilings);
    const beganM = cut(fromM, floors, ceilings);
    const sP = cut(xP, floors, ceilings);
    const sM = cut(xM, floors, ceilings);
    const isKinkedP = isKinked(fromP, xP, beganP, sP);
    const isKinkedM = isKinked(fromM, xM, beganM, sM);
    strayP = v128.andnot(strayP, isCut(fromP, aimP, sizeP, floors, ceilings));
    strayM = v128.andnot(strayM, isCut(fromM, aimM, sizeM, floors, ceilings));
    strayP = f64x2.add(strayP, v128.and(f64x2.abs(f64x2.sub(sP, beganP)), isKinkedP));
    strayM = f64x2.add(strayM, v128.and(f64x2.abs(f64x2.sub(sM, beganM)), isKinkedM));
    const wP = at(p, bytes, WEIGHT_PLUS);
    const wM = at(p, bytes, WEIGHT_MINUS);
    const sentM = at(p, bytes, SENT_ACTIVITY);
    const sentD = at(p, bytes, SENT_DIFFERENCE);
    const startM = f64x2.sub(f64x2.add(f64x2.mul(wP, beganP), f64x2.mul(wM, beganM)), sentM);
    const m = f64x2.sub(f64x2.add(f64x2.mul(wP, sP), f64x2.mul(wM, sM)), sentM);
    const startD = f64x2.sub(f64x2.sub(beganP, beganM), sentD);
    const d = f64x2.sub(f64x2.sub(sP, sM), sentD);
    const marginM = f64x2.add(f64x2.mul(wP, strayP), f64x2.mul(wM, strayM));
    const marginD = f64x2.add(strayP, strayM);
    const mostM = f64x2.add(f64x2.pmax(f64x2.abs(m), f64x2.abs(startM)), marginM);
    const mostD = f64x2.add(f64x2.pmax(f64x2.abs(d), f64x2.abs(startD)), marginD);
    const isQuiet = v128.and(
      f64x2.le(mostM, f64x2.mul(touch, at(p, bytes, ACTIVITY_THRESHOLD))),
      f64x2.le(mostD, f64x2.mul(touch, at(p, bytes, DIFFERENCE_THRESHOLD))),
    );
    const quiet = i64x2.bitmask(v128.and(isQuiet, isClear));
    if (quiet != 3) {
      const i = <i32>(offset >> 3);
      const isPlain = v128.andnot(isClear, v128.or(isKinkedP, isKinkedM));
      if ((quiet & 1) == 0) {
        walk = list(walk, i, low(sentM, sentD), low(startM, startD), low(m, d), low(marginM, marginD), i64x2.extract_lane(isPlain, 0) != 0);
      }
      if ((quiet & 2) == 0) {
        walk = list(walk, i + 1, high(sentM, sentD), high(startM, startD), high(m, d), high(marginM, marginD), i64x2.extract_lane(isPlain, 1) != 0);
      }
    }
  }
  return <i32>((walk - walks) / WALK_BYTES);
}

/** What arrivals with the moments u0 .. u4 have moved x by at the end, for a gain of 1. */
@inline
function pushed(q: v128, rest: v128, rate: v128, u0: v128, u1: v128, u2: v128, u3: v128, u4: v128): v128 {
  const first = f64x2.sub(u1, f64x2.mul(rate, u2));
  const second = f64x2.sub(u3, f64x2.mul(rate, u4));
  const sum = f64x2.add(first, f64x2.mul(f64x2.mul(rate, rate), second));
  return f64x2.add(f64x2.mul(q, u0), f64x2.mul(rest, sum));
}

/** Whether all that strays from the chord between two values is between limits. */
@inline
function isBetween(a: v128, b: v128, stray: v128, low: v128, high: v128): v128 {
  return v128.and(
    f64x2.le(f64x2.add(f64x2.pmax(a, b), stray), high),
    f64x2.ge(f64x2.sub(f64x2.pmin(a, b), stray), low),
  );
}
