/** Time averages: integrals of every compartment's output, exact between events. */
import { LayerArray, LayerEntry, Shape } from '../layout';
import { cut, cuts, output, tanh } from './activation';
import { arrayBytes, at, get, int, pair, place, put, putPair, read, write } from './memory';
import { relaxation } from './relax';

/** Starts the integrals of a layer afresh at time t. */
export function beginLayer(layer: usize, t: f64): void {
  const bytes = arrayBytes(layer);
  const n = int(layer, LayerEntry.n);
  const dt = t - get(layer, LayerEntry.time);
  for (let i = 0; i < n; i++) {
    const p = place(layer, i);
    for (let kind = 0; kind < 2; kind++) {
      const x = read(p, bytes, LayerArray.xPlus + kind);
      const way = read(p, bytes, LayerArray.targetPlus + kind) - x;
      const there = x + way * relaxation(dt * read(p, bytes, LayerArray.ratePlus + kind));
      write(p, bytes, LayerArray.integralPlus + kind, 0);
      write(p, bytes, LayerArray.untilPlus + kind, t);
      write(
        p, bytes, LayerArray.atPlus + kind,
        cut(there, read(p, bytes, LayerArray.lowPlus + kind), read(p, bytes, LayerArray.highPlus + kind)),
      );
    }
  }
}

/** Integrates a layer up to time t; must be called before anything of it changes at t. */
export function integrateLayer(layer: usize, t: f64): void {
  const n = int(layer, LayerEntry.n);
  for (let i = 0; i < n; i++) {
    integrate(layer, i, 0, t);
    integrate(layer, i, 1, t);
  }
}

/** The same for one compartment (0: plus, 1: minus) of neuron i. */
@inline
function integrate(layer: usize, i: i32, kind: i32, t: f64): void {
  const bytes = arrayBytes(layer);
  const p = place(layer, i);
  const duration = t - read(p, bytes, LayerArray.untilPlus + kind);
  const x = read(p, bytes, LayerArray.atPlus + kind);
  const way = read(p, bytes, LayerArray.targetPlus + kind) - x;
  integrateTo(layer, p, kind, t, x + way * relaxation(duration * read(p, bytes, LayerArray.ratePlus + kind)));
}

/** The same for one compartment of the neuron at place p, which without rails is at `end` at time t. */
export function integrateTo(layer: usize, p: usize, kind: i32, t: f64, end: f64): void {
  const bytes = arrayBytes(layer);
  const duration = t - read(p, bytes, LayerArray.untilPlus + kind);
  if (duration <= 0) return;
  write(p, bytes, LayerArray.untilPlus + kind, t);
  const shape = int(layer, LayerEntry.shape);
  const x = read(p, bytes, LayerArray.atPlus + kind);
  const target = read(p, bytes, LayerArray.targetPlus + kind);
  const rate = read(p, bytes, LayerArray.ratePlus + kind);
  const low = read(p, bytes, LayerArray.lowPlus + kind);
  const high = read(p, bytes, LayerArray.highPlus + kind);
  const floor = get(layer, LayerEntry.floor);
  const ceiling = get(layer, LayerEntry.ceiling);
  const lowest = low > floor ? low : floor;
  const highest = high < ceiling ? high : ceiling;
  // The usual cases: wholly between the limits, or wholly on a flat side.
  let more: f64;
  if (shape != Shape.tanh && x >= lowest && x <= highest && end >= lowest && end <= highest) {
    more = target * duration + (x - end) / rate;
  } else if (shape != Shape.tanh && x <= lowest && end <= lowest) more = lowest * duration;
  else more = integralOfCut(shape, x, target, rate, lowest, highest, duration);
  write(p, bytes, LayerArray.integralPlus + kind, read(p, bytes, LayerArray.integralPlus + kind) + more);
  write(p, bytes, LayerArray.atPlus + kind, cut(end, low, high));
}

/** The same for one kind of compartment of the two neurons at place p of a layer whose phi only cuts. */
export function integrateTwoTo(layer: usize, p: usize, kind: i32, t: f64, end: v128): void {
  const bytes = arrayBytes(layer);
  const x = at(p, bytes, LayerArray.atPlus + kind);
  const low = at(p, bytes, LayerArray.lowPlus + kind);
  const high = at(p, bytes, LayerArray.highPlus + kind);
  const lowest = f64x2.pmax(low, f64x2.splat(get(layer, LayerEntry.floor)));
  const between = areBetween(x, end, lowest, f64x2.pmin(high, f64x2.splat(get(layer, LayerEntry.ceiling))));
  if (!v128.all_true<i64>(v128.or(between, areFlat(x, end, lowest)))) {
    integrateTo(layer, p, kind, t, f64x2.extract_lane(end, 0));
    integrateTo(layer, p + 8, kind, t, f64x2.extract_lane(end, 1));
    return;
  }
  const ts = f64x2.splat(t);
  const duration = f64x2.sub(ts, at(p, bytes, LayerArray.untilPlus + kind));
  const moved = f64x2.div(f64x2.sub(x, end), at(p, bytes, LayerArray.ratePlus + kind));
  const above = f64x2.add(f64x2.mul(at(p, bytes, LayerArray.targetPlus + kind), duration), moved);
  const more = v128.bitselect(above, f64x2.mul(lowest, duration), between);
  put(p, bytes, LayerArray.untilPlus + kind, ts);
  put(p, bytes, LayerArray.integralPlus + kind, f64x2.add(at(p, bytes, LayerArray.integralPlus + kind), more));
  put(p, bytes, LayerArray.atPlus + kind, cuts(end, low, high));
}

/** The same for those of the two compartments of the neuron at place p that are `chosen`: lanes plus and minus. */
export function integratePairTo(layer: usize, p: usize, t: f64, end: v128, chosen: v128): void {
  const bytes = arrayBytes(layer);
  const x = pair(p, bytes, LayerArray.atPlus);
  const low = pair(p, bytes, LayerArray.lowPlus);
  const high = pair(p, bytes, LayerArray.highPlus);
  const lowest = f64x2.pmax(low, f64x2.splat(get(layer, LayerEntry.floor)));
  const between = areBetween(x, end, lowest, f64x2.pmin(high, f64x2.splat(get(layer, LayerEntry.ceiling))));
  const others = v128.andnot(chosen, v128.or(between, areFlat(x, end, lowest)));
  if (int(layer, LayerEntry.shape) == Shape.tanh || v128.any_true(others)) {
    if (i64x2.extract_lane(chosen, 0) != 0) integrateTo(layer, p, 0, t, f64x2.extract_lane(end, 0));
    if (i64x2.extract_lane(chosen, 1) != 0) integrateTo(layer, p, 1, t, f64x2.extract_lane(end, 1));
    return;
  }
  const ts = f64x2.splat(t);
  const until = pair(p, bytes, LayerArray.untilPlus);
  const integral = pair(p, bytes, LayerArray.integralPlus);
  const duration = f64x2.sub(ts, until);
  const moved = f64x2.div(f64x2.sub(x, end), pair(p, bytes, LayerArray.ratePlus));
  const above = f64x2.add(f64x2.mul(pair(p, bytes, LayerArray.targetPlus), duration), moved);
  const more = v128.bitselect(above, f64x2.mul(lowest, duration), between);
  const lasting = v128.and(chosen, f64x2.gt(duration, f64x2.splat(0)));
  putPair(p, bytes, LayerArray.untilPlus, v128.bitselect(ts, until, lasting));
  putPair(p, bytes, LayerArray.integralPlus, v128.bitselect(f64x2.add(integral, more), integral, lasting));
  putPair(p, bytes, LayerArray.atPlus, v128.bitselect(cuts(end, low, high), x, lasting));
}

/** Which of two stretches, from x to `end`, are wholly between the limits. */
@inline
function areBetween(x: v128, end: v128, lowest: v128, highest: v128): v128 {
  const under = v128.and(f64x2.le(x, highest), f64x2.le(end, highest));
  return v128.and(under, v128.and(f64x2.ge(x, lowest), f64x2.ge(end, lowest)));
}

/** Which are wholly on the flat side below. */
@inline
function areFlat(x: v128, end: v128, lowest: v128): v128 {
  return v128.and(f64x2.le(x, lowest), f64x2.le(end, lowest));
}

/** x runs monotonically, so it is below, between and above the limits in at most three stretches. */
function integralOfCut(shape: i32, x: f64, target: f64, rate: f64, low: f64, high: f64, duration: f64): f64 {
  const end = x + (target - x) * relaxation(duration * rate);
  if (max(x, end) <= low) return level(shape, low) * duration;
  if (min(x, end) >= high) return level(shape, high) * duration;
  for (let which = 0; which < 2; which++) {
    const limit = which == 0 ? low : high;
    if ((x < limit && end > limit) || (x > limit && end < limit)) {
      const first = Math.log((target - x) / (target - limit)) / rate;
      if (first > 0 && first < duration) {
        return (
          integralOfCut(shape, x, target, rate, low, high, first) +
          integralOfCut(shape, limit, target, rate, low, high, duration - first)
        );
      }
    }
  }
  const middle = x + (target - x) * relaxation((duration * rate) / 2);
  if (middle <= low) return level(shape, low) * duration;
  if (middle >= high) return level(shape, high) * duration;
  if (shape == Shape.tanh) return integralOfTanh(x, target, rate, duration);
  return target * duration + ((x - target) * relaxation(duration * rate)) / rate;
}

/** s where x is held at a limit that is within the range of phi. */
@inline
function level(shape: i32, limit: f64): f64 {
  return output(shape, limit, -Infinity, Infinity);
}

/** Gauss-Legendre with 5 points on pieces of a quarter of a time constant: to rounding for so smooth a function. */
function integralOfTanh(x: f64, target: f64, rate: f64, duration: f64): f64 {
  const pieces = max(1, <i32>Math.ceil(duration * rate * 4));
  const length = duration / pieces;
  const way = target - x;
  let sum: f64 = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = piece + 0.5;
    sum += 0.5688888888888889 * tanh(x + way * relaxation(middle * length * rate));
    sum += 0.47862867049936647 * (
      tanh(x + way * relaxation((middle + 0.26923465505284155) * length * rate)) +
      tanh(x + way * relaxation((middle - 0.26923465505284155) * length * rate))
    );
    sum += 0.23692688505618908 * (
      tanh(x + way * relaxation((middle + 0.453089922969332) * length * rate)) +
      tanh(x + way * relaxation((middle - 0.453089922969332) * length * rate))
    );
  }
  return (sum * length) / 2;
}
