/**
 * The next threshold crossing of a neuron: Newton's method on a lower bound. From an instant at distance `gap` from a
 * threshold, bounds on the derivatives of f tell a time before which f cannot arrive (`earliest`); stepping by it never
 * passes a crossing and converges to it cubically, for tanh quadratically.
 */
import { ACTIVITY, DIFFERENCE, LayerArray, LayerEntry, Shape } from '../layout';
import { cuts, TANH_CURVATURE, tanhs } from './activation';
import { arrayBytes, entry, get, int, pair, place, set, setInt } from './memory';
import { nextNeuron, takesItsTurn } from './next';
import { anyRelaxations } from './relax';

/** An encoder whose signal comes to rest within this fraction of a threshold before it never reaches it. */
export const TOUCH: f64 = 1e-9;

/**
 * Solves for the crossing of the neuron with the layer's smallest bound and renews that bound. Where the crossing is before
 * `strict`, not after `loose`, and still the first event of the layer, the neuron's record takes it as sent, and its
 * encoder and sign are returned as 2 encoder + (1 at the upper threshold); otherwise -1.
 */
export function advanceNext(layer: usize, strict: f64, loose: f64): i32 {
  const i = nextNeuron(layer);
  setInt(layer, LayerEntry.neuron, i);
  const code = solve(layer, i, get(layer, LayerEntry.next), min(strict, loose));
  const t = get(layer, LayerEntry.crossing);
  const isDue = code >= 0 && t < strict && t <= loose;
  if (!takesItsTurn(layer, i, t, isDue ? get(layer, LayerEntry.after) : t) || !isDue) return -1;
  const sign: f64 = (code & 1) == 1 ? 1 : -1;
  const encoder = code >> 1;
  const sent = entry(layer, LayerArray.sentActivity + encoder, i);
  const threshold = load<f64>(entry(layer, LayerArray.activityThreshold + encoder, i));
  store<f64>(sent, load<f64>(sent) + sign * threshold);
  return code;
}

/**
 * The next crossing of neuron i at or after `from`, searched until `limit` but at least once. Returns its encoder and sign
 * as above, or -1 where `crossing` is but a time before which there is none. Lanes are first the compartments, then the
 * encoders.
 */
function solve(layer: usize, i: i32, from: f64, limit: f64): i32 {
  const bytes = arrayBytes(layer);
  const p = place(layer, i);
  const time = get(layer, LayerEntry.time);
  const isTanh = int(layer, LayerEntry.shape) == Shape.tanh;
  const floor = f64x2.splat(get(layer, LayerEntry.floor));
  const ceiling = f64x2.splat(get(layer, LayerEntry.ceiling));
  const resolution = get(layer, LayerEntry.resolution);
  const zero = f64x2.splat(0);
  const threshold = pair(p, bytes, LayerArray.activityThreshold);
  const sent = pair(p, bytes, LayerArray.sentActivity);
  const rate = pair(p, bytes, LayerArray.ratePlus);
  const start = pair(p, bytes, LayerArray.xPlus);
  const target = pair(p, bytes, LayerArray.targetPlus);
  const way = f64x2.sub(target, start);
  const low = pair(p, bytes, LayerArray.lowPlus);
  const high = pair(p, bytes, LayerArray.highPlus);
  // What m and d are made of: w+ and w-, 1 and -1.
  const weight = pair(p, bytes, LayerArray.weightPlus);
  const ofPlus = f64x2.replace_lane(f64x2.splat(1), 0, f64x2.extract_lane(weight, 0));
  const ofMinus = f64x2.replace_lane(f64x2.splat(-1), 0, f64x2.extract_lane(weight, 1));
  const sizeOfMinus = f64x2.replace_lane(f64x2.splat(1), 0, f64x2.extract_lane(weight, 1));
  const rest = cuts(target, low, high);
  const end = isTanh ? tanhs(rest) : cuts(rest, floor, ceiling);
  let t = from;
  do {
    const fraction = anyRelaxations(f64x2.mul(f64x2.splat(t - time), rate));
    const x = cuts(f64x2.add(start, f64x2.mul(way, fraction)), low, high);
    const away = f64x2.sub(target, x);
    const speed = f64x2.mul(away, rate);
    const s = isTanh ? tanhs(x) : cuts(x, floor, ceiling);
    const travel = f64x2.sub(end, s);
    // Of each s: its rate, bend and a bound on its jerk where neither a kink of phi nor a rail lies ahead; else a bound
    // on its rate, `loose`. What bends tanh is bounded by `sway` alone.
    const isSmooth = isTanh ? f64x2.eq(rest, target) : f64x2.eq(travel, away);
    let smooth = v128.and(speed, isSmooth);
    let bend = f64x2.mul(f64x2.neg(smooth), rate);
    let sway = zero;
    if (isTanh) {
      sway = f64x2.add(f64x2.mul(f64x2.mul(f64x2.splat(TANH_CURVATURE), smooth), smooth), f64x2.abs(bend));
      smooth = f64x2.mul(smooth, f64x2.sub(f64x2.splat(1), f64x2.mul(s, s)));
      bend = zero;
    }
    const jerk = f64x2.mul(f64x2.abs(bend), rate);
    const loose = v128.andnot(f64x2.abs(speed), v128.or(isSmooth, f64x2.eq(travel, zero)));

    const f = f64x2.sub(joined(s, ofPlus, ofMinus), sent);
    const rates = joined(smooth, ofPlus, ofMinus);
    const bends = joined(bend, ofPlus, ofMinus);
    const jerks = joined(jerk, ofPlus, sizeOfMinus);
    const looses = joined(loose, ofPlus, sizeOfMinus);
    const sways = joined(sway, ofPlus, sizeOfMinus);
    const curvatures = f64x2.add(joined(f64x2.abs(bend), ofPlus, sizeOfMinus), sways);
    const farPlus = f64x2.mul(ofPlus, both(travel, 0));
    const farMinus = f64x2.mul(ofMinus, both(travel, 1));
    const travelUp = f64x2.add(f64x2.pmax(zero, farPlus), f64x2.pmax(zero, farMinus));
    const travelDown = f64x2.add(f64x2.pmax(zero, f64x2.neg(farPlus)), f64x2.pmax(zero, f64x2.neg(farMinus)));

    const up = earliest(threshold, f, f64x2.add(rates, looses), f64x2.add(bends, sways), jerks, curvatures, travelUp);
    const down = earliest(
      threshold, f64x2.neg(f), f64x2.sub(looses, rates), f64x2.sub(sways, bends), jerks, curvatures, travelDown,
    );
    const steps = f64x2.pmin(down, up);
    const stepM = f64x2.extract_lane(steps, 0);
    const stepD = f64x2.extract_lane(steps, 1);
    const step = stepM < stepD ? stepM : stepD;
    const byM = stepM <= stepD;
    const isUp = own(up, byM) <= own(down, byM);
    const ownRate = own(rates, byM);
    const ownLoose = own(looses, byM);
    const towards = isUp ? ownRate : -ownRate;
    const isSharp =
      ownLoose == 0 &&
      own(sways, byM) == 0 &&
      2 * Math.abs(own(bends, byM)) * step <= towards && own(jerks, byM) * step * step * step <= resolution * towards;
    if (step <= resolution || t + step == t || isSharp) {
      const at = step <= resolution ? t : t + step;
      set(layer, LayerEntry.crossing, at);
      if (at >= limit && at != from) return -1;
      const ownThreshold = own(threshold, byM);
      const value = own(f, byM);
      const curvature = own(curvatures, byM);
      const gap = ownThreshold - (isUp ? value : -value);
      const ahead = gap > 0 ? ownThreshold : ownThreshold + gap;
      const further = own(isUp ? travelUp : travelDown, byM) - (gap > 0 ? gap : 0);
      const touch = TOUCH * ownThreshold;
      const back = own(isUp ? travelDown : travelUp, byM);
      let again = Infinity;
      if (ahead <= 0) again = 0;
      else if (!(further <= ahead + touch && back <= ownThreshold + touch)) {
        const fastest = Math.abs(ownRate) + ownLoose + curvature * step;
        again = (2 * ahead) / (fastest + Math.sqrt(fastest * fastest + 2 * curvature * ahead));
      }
      again = at + again;
      const other = t + (byM ? stepD : stepM);
      set(layer, LayerEntry.after, again < other ? again : other < at ? at : other);
      return 2 * (byM ? ACTIVITY : DIFFERENCE) + (isUp ? 1 : 0);
    }
    t += step;
  } while (t < limit);
  set(layer, LayerEntry.crossing, t);
  return -1;
}

/** From a value for each compartment one for each encoder. */
@inline
function joined(each: v128, ofPlus: v128, ofMinus: v128): v128 {
  return f64x2.add(f64x2.mul(ofPlus, both(each, 0)), f64x2.mul(ofMinus, both(each, 1)));
}

@inline
function both(two: v128, lane: u8): v128 {
  return lane == 0 ? v128.shuffle<f64>(two, two, 0, 0) : v128.shuffle<f64>(two, two, 1, 1);
}

@inline
function own(two: v128, byM: bool): f64 {
  return byM ? f64x2.extract_lane(two, 0) : f64x2.extract_lane(two, 1);
}

/**
 * Earliest times from now on at which two signals may reach their thresholds above; Infinity: never. Along h, f moves at most
 * speed h + c h^2/2 + J h^3/6, c = f'' + sway = `bend` and J the jerk; the root of the quadratic part, less what the cubic
 * part may add, is the bound. Where that is no use: |f''| <= C gives 2 gap/(speed + sqrt(speed^2 + 2 C gap)).
 */
@inline
function earliest(
  threshold: v128,
  value: v128,
  speed: v128,
  bend: v128,
  jerk: v128,
  curvature: v128,
  travel: v128,
): v128 {
  const zero = f64x2.splat(0);
  const two = f64x2.splat(2);
  const gap = f64x2.sub(threshold, value);
  const never = f64x2.le(travel, f64x2.add(gap, f64x2.mul(f64x2.splat(TOUCH), threshold)));
  const isThere = f64x2.le(gap, zero);
  const far = f64x2.mul(two, gap);
  const fast = f64x2.mul(speed, speed);
  const square = f64x2.add(fast, f64x2.mul(f64x2.mul(two, bend), gap));
  const wide = f64x2.add(fast, f64x2.mul(f64x2.mul(two, curvature), gap));
  const isClose = v128.and(f64x2.gt(speed, zero), f64x2.gt(square, zero));
  const root = f64x2.sqrt(v128.bitselect(square, wide, isClose));
  const isAhead = f64x2.ge(speed, zero);
  const h = f64x2.div(
    v128.bitselect(far, f64x2.sub(root, speed), isAhead),
    v128.bitselect(f64x2.add(speed, root), curvature, isAhead),
  );
  const cubic = f64x2.mul(f64x2.mul(f64x2.mul(jerk, h), h), h);
  const excess = f64x2.div(cubic, f64x2.mul(f64x2.splat(6), f64x2.pmin(speed, root)));
  const isCloser = v128.and(isClose, f64x2.lt(excess, f64x2.mul(f64x2.splat(0.5), h)));
  let steps = v128.bitselect(f64x2.sub(h, excess), h, isCloser);
  const isUseless = v128.andnot(v128.andnot(v128.andnot(isClose, isCloser), isThere), never);
  if (v128.any_true(isUseless)) {
    steps = v128.bitselect(f64x2.div(far, f64x2.add(speed, f64x2.sqrt(wide))), steps, isUseless);
  }
  return v128.bitselect(f64x2.splat(Infinity), v128.andnot(steps, isThere), never);
}
