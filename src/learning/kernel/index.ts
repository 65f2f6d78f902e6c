/*
 * `respond` of ../respond.ts for one sample and a phi that cuts x at `floor` and `ceiling`: the same operations in the same order, for two
 * neurons at a time. Arrays lie `stride` bytes apart, in the order of ../respond-compiled.ts.
 */

const A: usize = 0;
const TOP_DOWN: usize = 1;
const ZERO: usize = 2;
const PLUS: usize = 3;
const MINUS: usize = 4;
const ACTIVITY: usize = 5;
const DIFFERENCE: usize = 6;
const SENT_ACTIVITY: usize = 7;
const SENT_DIFFERENCE: usize = 8;
const NUDGE_PLUS: usize = 9;
const NUDGE_MINUS: usize = 10;
const GAIN_PLUS: usize = 11;
const GAIN_MINUS: usize = 12;
const OFFSET_PLUS: usize = 13;
const OFFSET_MINUS: usize = 14;
const WEIGHT_PLUS: usize = 15;
const WEIGHT_MINUS: usize = 16;
const ACTIVITY_THRESHOLD: usize = 17;
const DIFFERENCE_THRESHOLD: usize = 18;
const DAMPING: usize = 19;

/** Returns the largest change of an s_c. */
export function respond(
  n: i32, stride: usize, railed: bool, low: f64, high: f64, floor: f64, ceiling: f64, damped: bool,
): f64 {
  const lowest = f64x2.splat(low);
  const highest = f64x2.splat(high);
  const least = f64x2.splat(floor);
  const most = f64x2.splat(ceiling);
  let change = f64x2.splat(0);
  let sum = f64x2.splat(0);
  const end = <usize>n * 8;
  for (let p: usize = 0; p < end; p += 16) {
    const a = at(p, stride, A);
    const topDown = at(p, stride, TOP_DOWN);
    let xPlus = f64x2.add(a, f64x2.mul(at(p, stride, NUDGE_PLUS), topDown));
    let xMinus = f64x2.sub(a, f64x2.mul(at(p, stride, NUDGE_MINUS), topDown));
    if (railed) {
      xPlus = cut(xPlus, lowest, highest);
      xMinus = cut(xMinus, lowest, highest);
    }
    xPlus = f64x2.add(f64x2.mul(at(p, stride, GAIN_PLUS), xPlus), at(p, stride, OFFSET_PLUS));
    xMinus = f64x2.add(f64x2.mul(at(p, stride, GAIN_MINUS), xMinus), at(p, stride, OFFSET_MINUS));
    const formerPlus = at(p, stride, PLUS);
    const formerMinus = at(p, stride, MINUS);
    if (damped) {
      const damping = at(p, stride, DAMPING);
      const weight = f64x2.add(f64x2.splat(1), damping);
      xPlus = f64x2.div(f64x2.add(xPlus, f64x2.mul(damping, formerPlus)), weight);
      xMinus = f64x2.div(f64x2.add(xMinus, f64x2.mul(damping, formerMinus)), weight);
    }
    const plus = cut(xPlus, least, most);
    const minus = cut(xMinus, least, most);
    const changePlus = f64x2.abs(f64x2.sub(plus, formerPlus));
    const changeMinus = f64x2.abs(f64x2.sub(minus, formerMinus));
    change = f64x2.pmax(change, f64x2.pmax(changePlus, changeMinus));
    // Not a number as soon as one is.
    sum = f64x2.add(sum, f64x2.add(changePlus, changeMinus));
    const ownPlus = f64x2.mul(at(p, stride, WEIGHT_PLUS), plus);
    const activity = f64x2.add(ownPlus, f64x2.mul(at(p, stride, WEIGHT_MINUS), minus));
    const difference = f64x2.sub(f64x2.sub(plus, minus), at(p, stride, ZERO));
    put(p, stride, PLUS, plus);
    put(p, stride, MINUS, minus);
    put(p, stride, ACTIVITY, activity);
    put(p, stride, DIFFERENCE, difference);
    put(p, stride, SENT_ACTIVITY, f64x2.div(activity, at(p, stride, ACTIVITY_THRESHOLD)));
    put(p, stride, SENT_DIFFERENCE, f64x2.div(difference, at(p, stride, DIFFERENCE_THRESHOLD)));
  }
  const total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  return isNaN(total) ? total : max(f64x2.extract_lane(change, 0), f64x2.extract_lane(change, 1));
}

/** x < low ? low : x > high ? high : x. */
@inline
function cut(x: v128, low: v128, high: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, high), low);
}

@inline
function at(p: usize, stride: usize, array: usize): v128 {
  return v128.load(p + array * stride);
}

@inline
function put(p: usize, stride: usize, array: usize, value: v128): void {
  v128.store(p + array * stride, value);
}
