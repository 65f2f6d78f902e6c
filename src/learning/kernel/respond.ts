/*
 * `respond` of ../respond.ts for a phi that cuts x at `floor` and `ceiling`: the same operations in the same order, for a vector
 * of neurons at a time.
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

const NUDGE_PLUS: usize = 0;
const NUDGE_MINUS: usize = 1;
const GAIN_PLUS: usize = 2;
const GAIN_MINUS: usize = 3;
const OFFSET_PLUS: usize = 4;
const OFFSET_MINUS: usize = 5;
const WEIGHT_PLUS: usize = 6;
const WEIGHT_MINUS: usize = 7;
const ACTIVITY_THRESHOLD: usize = 8;
const DIFFERENCE_THRESHOLD: usize = 9;
const DAMPING: usize = 10;

/**
 * Arrays of `count` numbers lie `stride` bytes apart from `p` on, the neurons' parameters `cycle` bytes apart from `q` on, each
 * over again after so many bytes; whole vectors of both, of which numbers beyond `count` mean nothing. Returns the largest
 * change of an s_c, or something not finite where one is.
 */
@inline
export function respondIn<T>(
  p: usize, count: i32, stride: usize, q: usize, cycle: usize,
  railed: bool, low: T, high: T, floor: T, ceiling: T, damped: bool,
): T {
  const lowest = v128.splat<T>(low);
  const highest = v128.splat<T>(high);
  const least = v128.splat<T>(floor);
  const most = v128.splat<T>(ceiling);
  let change = v128.splat<T>(0);
  let sum = v128.splat<T>(0);
  const last = q + cycle;
  for (let left = count * <i32>(sizeof<T>() >> 2); left > 0; left -= 4) {
    const a = at(p, stride, A);
    const topDown = at(p, stride, TOP_DOWN);
    let xPlus = v128.add<T>(a, v128.mul<T>(at(q, cycle, NUDGE_PLUS), topDown));
    let xMinus = v128.sub<T>(a, v128.mul<T>(at(q, cycle, NUDGE_MINUS), topDown));
    if (railed) {
      xPlus = cut<T>(xPlus, lowest, highest);
      xMinus = cut<T>(xMinus, lowest, highest);
    }
    xPlus = v128.add<T>(v128.mul<T>(at(q, cycle, GAIN_PLUS), xPlus), at(q, cycle, OFFSET_PLUS));
    xMinus = v128.add<T>(v128.mul<T>(at(q, cycle, GAIN_MINUS), xMinus), at(q, cycle, OFFSET_MINUS));
    const formerPlus = at(p, stride, PLUS);
    const formerMinus = at(p, stride, MINUS);
    if (damped) {
      const damping = at(q, cycle, DAMPING);
      const weight = v128.add<T>(v128.splat<T>(1), damping);
      xPlus = v128.div<T>(v128.add<T>(xPlus, v128.mul<T>(damping, formerPlus)), weight);
      xMinus = v128.div<T>(v128.add<T>(xMinus, v128.mul<T>(damping, formerMinus)), weight);
    }
    const plus = cut<T>(xPlus, least, most);
    const minus = cut<T>(xMinus, least, most);
    // Nothing changes beyond the end.
    const own = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
    const changePlus = v128.and(v128.abs<T>(v128.sub<T>(plus, formerPlus)), own);
    const changeMinus = v128.and(v128.abs<T>(v128.sub<T>(minus, formerMinus)), own);
    change = v128.pmax<T>(change, v128.pmax<T>(changePlus, changeMinus));
    // Not a number as soon as one is.
    sum = v128.add<T>(sum, v128.add<T>(changePlus, changeMinus));
    const ownPlus = v128.mul<T>(at(q, cycle, WEIGHT_PLUS), plus);
    const activity = v128.add<T>(ownPlus, v128.mul<T>(at(q, cycle, WEIGHT_MINUS), minus));
    const difference = v128.sub<T>(v128.sub<T>(plus, minus), at(p, stride, ZERO));
    put(p, stride, PLUS, plus);
    put(p, stride, MINUS, minus);
    put(p, stride, ACTIVITY, activity);
    put(p, stride, DIFFERENCE, difference);
    put(p, stride, SENT_ACTIVITY, v128.div<T>(activity, at(q, cycle, ACTIVITY_THRESHOLD)));
    put(p, stride, SENT_DIFFERENCE, v128.div<T>(difference, at(q, cycle, DIFFERENCE_THRESHOLD)));
    p += 16;
    q += 16;
    if (q == last) q -= cycle;
  }
  sum = v128.add<T>(sum, halvesTurned(sum));
  change = v128.pmax<T>(change, halvesTurned(change));
  if (sizeof<T>() == 4) {
    sum = v128.add<T>(sum, pairsTurned(sum));
    change = v128.pmax<T>(change, pairsTurned(change));
  }
  const total = v128.extract_lane<T>(sum, 0);
  return isNaN<T>(total) ? total : v128.extract_lane<T>(change, 0);
}

/** x < low ? low : x > high ? high : x. */
@inline
function cut<T>(x: v128, low: v128, high: v128): v128 {
  return v128.pmax<T>(v128.pmin<T>(x, high), low);
}

@inline
function halvesTurned(x: v128): v128 {
  return i64x2.shuffle(x, x, 1, 0);
}

@inline
function pairsTurned(x: v128): v128 {
  return i32x4.shuffle(x, x, 1, 0, 3, 2);
}

@inline
function at(p: usize, stride: usize, array: usize): v128 {
  return v128.load(p + array * stride);
}

@inline
function put(p: usize, stride: usize, array: usize, value: v128): void {
  v128.store(p + array * stride, value);
}
