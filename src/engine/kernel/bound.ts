/**
 * What bounds a neuron's next crossing from below, its inputs having just changed: over the look-ahead H, f moves at most
 * (|f'| + S H/2) h by any h <= H, S as in crossing.ts.
 */
import { LayerArray, LayerEntry, Shape } from '../layout';
import { cuts, tanh, tanhs } from './activation';
import { TOUCH } from './crossing';
import { arrayBytes, at, get, getTwice, int, pair, place } from './memory';

/** S H/2 of what the speeds of compartments cancel, by the faster one. */
@inline
export function bendsOf(layer: usize): v128 {
  return f64x2.splat((get(layer, LayerEntry.fastest) * get(layer, LayerEntry.lookAhead)) / 2);
}

/** The bounds of two neurons whose compartments are at x and relax to t from time ts on. */
@inline
export function boundOfTwo(
  layer: usize,
  p: usize,
  bytes: usize,
  isTanh: bool,
  railed: bool,
  ts: v128,
  bends: v128,
  xP: v128,
  xM: v128,
  tP: v128,
  tM: v128,
): v128 {
  const floors = getTwice(layer, LayerEntry.floor);
  const ceilings = getTwice(layer, LayerEntry.ceiling);
  const zero = f64x2.splat(0);
  const touch = f64x2.splat(TOUCH);
  let restP = tP;
  let restM = tM;
  if (railed) {
    restP = cuts(tP, at(p, bytes, LayerArray.lowPlus), at(p, bytes, LayerArray.highPlus));
    restM = cuts(tM, at(p, bytes, LayerArray.lowMinus), at(p, bytes, LayerArray.highMinus));
  }
  // How far s still goes; of tanh, whose slope is at most 1, as far as x at most.
  let sP: v128;
  let sM: v128;
  let travelP: v128;
  let travelM: v128;
  if (isTanh) {
    sP = tanhs(xP);
    sM = tanhs(xM);
    travelP = f64x2.sub(restP, xP);
    travelM = f64x2.sub(restM, xM);
  } else {
    sP = cuts(xP, floors, ceilings);
    sM = cuts(xM, floors, ceilings);
    travelP = f64x2.sub(cuts(restP, floors, ceilings), sP);
    travelM = f64x2.sub(cuts(restM, floors, ceilings), sM);
  }
  const wP = at(p, bytes, LayerArray.weightPlus);
  const wM = at(p, bytes, LayerArray.weightMinus);
  const m = f64x2.sub(f64x2.add(f64x2.mul(wP, sP), f64x2.mul(wM, sM)), at(p, bytes, LayerArray.sentActivity));
  const d = f64x2.sub(f64x2.sub(sP, sM), at(p, bytes, LayerArray.sentDifference));
  const thM = at(p, bytes, LayerArray.activityThreshold);
  const thD = at(p, bytes, LayerArray.differenceThreshold);
  const gapM = f64x2.sub(thM, f64x2.abs(m));
  const gapD = f64x2.sub(thD, f64x2.abs(d));
  const farP = f64x2.abs(travelP);
  const farM = f64x2.abs(travelM);

  // |ds/dt| only falls while the inputs stay. In d the compartments partly cancel as long as no kink of phi and no
  // rail lies ahead of either; what cancels may change by the curvature, over half the look-ahead on average.
  const awayP = f64x2.sub(tP, xP);
  const awayM = f64x2.sub(tM, xM);
  const speedP = f64x2.mul(awayP, at(p, bytes, LayerArray.ratePlus));
  const speedM = f64x2.mul(awayM, at(p, bytes, LayerArray.rateMinus));
  const fastP = v128.and(f64x2.abs(speedP), f64x2.ne(travelP, zero));
  const fastM = v128.and(f64x2.abs(speedM), f64x2.ne(travelM, zero));
  const mostM = f64x2.add(f64x2.mul(wP, fastP), f64x2.mul(wM, fastM));
  let mostD = f64x2.add(fastP, fastM);
  if (!isTanh) {
    const smooth = v128.and(f64x2.eq(travelP, awayP), f64x2.eq(travelM, awayM));
    const most = f64x2.pmax(fastM, fastP);
    const apart = f64x2.add(f64x2.abs(f64x2.sub(speedP, speedM)), f64x2.mul(most, bends));
    mostD = v128.bitselect(apart, mostD, smooth);
  }

  // The earlier of gapM/mostM and gapD/mostD by one division; an encoder that cannot get there stands aside.
  const quietM = f64x2.le(f64x2.add(f64x2.mul(wP, farP), f64x2.mul(wM, farM)), f64x2.add(gapM, f64x2.mul(touch, thM)));
  const quietD = f64x2.le(f64x2.add(farP, farM), f64x2.add(gapD, f64x2.mul(touch, thD)));
  const sooner = f64x2.lt(f64x2.mul(gapM, mostD), f64x2.mul(gapD, mostM));
  const byM = v128.or(quietD, v128.andnot(sooner, quietM));
  const h = f64x2.div(v128.bitselect(gapM, gapD, byM), v128.bitselect(mostM, mostD, byM));
  const soon = f64x2.pmax(zero, h);
  const soonest = f64x2.add(ts, f64x2.pmin(getTwice(layer, LayerEntry.lookAhead), soon));
  return v128.bitselect(f64x2.splat(Infinity), soonest, v128.and(quietM, quietD));
}

/** The same bound for neuron i alone, whose compartments are at x and relax to `target` from time t on: lanes plus, minus. */
export function boundOf(layer: usize, i: i32, t: f64, x: v128, target: v128): f64 {
  const bytes = arrayBytes(layer);
  const p = place(layer, i);
  const shape = int(layer, LayerEntry.shape);
  const floor = get(layer, LayerEntry.floor);
  const ceiling = get(layer, LayerEntry.ceiling);
  const lookAhead = get(layer, LayerEntry.lookAhead);
  const rest = cuts(target, pair(p, bytes, LayerArray.lowPlus), pair(p, bytes, LayerArray.highPlus));
  let s: v128;
  let travel: v128;
  if (shape == Shape.tanh) {
    s = f64x2.replace_lane(f64x2.splat(tanh(f64x2.extract_lane(x, 0))), 1, tanh(f64x2.extract_lane(x, 1)));
    travel = f64x2.sub(rest, x);
  } else {
    s = cuts(x, f64x2.splat(floor), f64x2.splat(ceiling));
    travel = f64x2.sub(cuts(rest, f64x2.splat(floor), f64x2.splat(ceiling)), s);
  }
  const far = f64x2.abs(travel);
  const away = f64x2.sub(target, x);
  const speed = f64x2.mul(away, pair(p, bytes, LayerArray.ratePlus));
  const fast = v128.and(f64x2.abs(speed), f64x2.ne(travel, f64x2.splat(0)));

  // From here on the lanes are m and d.
  const w = pair(p, bytes, LayerArray.weightPlus);
  const value = v128.shuffle<f64>(total(f64x2.mul(w, s)), f64x2.sub(s, turned(s)), 0, 2);
  const threshold = pair(p, bytes, LayerArray.activityThreshold);
  const gap = f64x2.sub(threshold, f64x2.abs(f64x2.sub(value, pair(p, bytes, LayerArray.sentActivity))));
  const reach = v128.shuffle<f64>(total(f64x2.mul(w, far)), total(far), 0, 2);
  const quiet = f64x2.le(reach, f64x2.add(gap, f64x2.mul(f64x2.splat(TOUCH), threshold)));
  const bend = f64x2.splat((get(layer, LayerEntry.fastest) * lookAhead) / 2);
  const apart = f64x2.add(f64x2.abs(f64x2.sub(speed, turned(speed))), f64x2.mul(f64x2.pmax(turned(fast), fast), bend));
  const smooth = f64x2.eq(travel, away);
  const isSmooth = v128.and(v128.and(smooth, turned(smooth)), i64x2.splat(-<i64>(shape != Shape.tanh)));
  const most = v128.shuffle<f64>(total(f64x2.mul(w, fast)), v128.bitselect(apart, total(fast), isSmooth), 0, 2);

  // The earlier of gap/most; an encoder that cannot get there stands aside.
  const crossed = f64x2.mul(gap, turned(most));
  const sooner = f64x2.lt(crossed, turned(crossed));
  const byM = v128.or(turned(quiet), v128.andnot(sooner, quiet));
  const h = f64x2.div(gap, most);
  const chosen = v128.bitselect(h, turned(h), byM);
  const soon = f64x2.pmax(f64x2.splat(0), f64x2.pmin(f64x2.splat(lookAhead), chosen));
  const bound = f64x2.add(f64x2.splat(t), soon);
  return f64x2.extract_lane(v128.bitselect(f64x2.splat(Infinity), bound, v128.and(quiet, turned(quiet))), 0);
}

/** The lanes of two values the other way around. */
@inline
function turned(two: v128): v128 {
  return v128.shuffle<f64>(two, two, 1, 0);
}

/** The sum of two values, in both lanes. */
@inline
function total(two: v128): v128 {
  return f64x2.add(two, turned(two));
}
