/**
 * `passPiecewise` of ../pass.ts with 128-bit SIMD: two neurons at a time, the same operations on each in the same order,
 * so the bits are the same.
 */

import {
  A, ACTIVITY_THRESHOLD, BASE_MINUS, BASE_PLUS, BLOCK, BLOCK_BOUND, BOUND, DIFFERENCE_THRESHOLD, GAIN_MINUS, GAIN_PLUS,
  HIGH_MINUS, HIGH_PLUS, LOW_MINUS, LOW_PLUS, NUDGE_MINUS, NUDGE_PLUS, RATE_MINUS, RATE_PLUS, SENT_ACTIVITY,
  SENT_DIFFERENCE, TARGET_MINUS, TARGET_PLUS, TOP_DOWN, WEIGHT_MINUS, WEIGHT_PLUS, X_MINUS, X_PLUS,
} from './layout';
import { TOUCH } from './crossing';
import { at, cut, put, relax, tierOf } from './lanes';
import { findNextBlock } from './next';

/** Bytes of the bounds of a block of neurons. */
const BLOCK_BYTES: usize = BLOCK << 3;

export function pass(
  address: usize,
  stride: i32,
  n: i32,
  dt: f64,
  t: f64,
  fastest: f64,
  lookAhead: f64,
  floor: f64,
  ceiling: f64,
  railed: bool,
): void {
  const bytes = <usize>stride << 3;
  const tier = tierOf(dt * fastest);
  const dts = f64x2.splat(dt);
  const ts = f64x2.splat(t);
  const horizon = f64x2.splat(lookAhead);
  const bends = f64x2.splat((fastest * lookAhead) / 2);
  const floors = f64x2.splat(floor);
  const ceilings = f64x2.splat(ceiling);
  const zero = f64x2.splat(0);
  const touch = f64x2.splat(TOUCH);
  const never = f64x2.splat(Infinity);
  const end = address + (<usize>n << 3);
  let blockBound: usize = address + BLOCK_BOUND * bytes;
  for (let blockStart = address; blockStart < end; blockStart += BLOCK_BYTES) {
    const blockEnd = min(end, blockStart + BLOCK_BYTES);
    let firsts = never;
    for (let p = blockStart; p < blockEnd; p += 16) {
      const rateP = at(p, bytes, RATE_PLUS);
      const rateM = at(p, bytes, RATE_MINUS);
      let xP = at(p, bytes, X_PLUS);
      let xM = at(p, bytes, X_MINUS);
      const fractionP = relax(tier, f64x2.mul(dts, rateP));
      const fractionM = relax(tier, f64x2.mul(dts, rateM));
      xP = f64x2.add(xP, f64x2.mul(f64x2.sub(at(p, bytes, TARGET_PLUS), xP), fractionP));
      xM = f64x2.add(xM, f64x2.mul(f64x2.sub(at(p, bytes, TARGET_MINUS), xM), fractionM));
      const a = at(p, bytes, A);
      const topDown = at(p, bytes, TOP_DOWN);
      const tP = f64x2.add(
        f64x2.add(f64x2.mul(at(p, bytes, GAIN_PLUS), a), f64x2.mul(at(p, bytes, NUDGE_PLUS), topDown)),
        at(p, bytes, BASE_PLUS),
      );
      const tM = f64x2.add(
        f64x2.add(f64x2.mul(at(p, bytes, GAIN_MINUS), a), f64x2.mul(at(p, bytes, NUDGE_MINUS), topDown)),
        at(p, bytes, BASE_MINUS),
      );
      let restP = tP;
      let restM = tM;
      if (railed) {
        const lowP = at(p, bytes, LOW_PLUS);
        const highP = at(p, bytes, HIGH_PLUS);
        const lowM = at(p, bytes, LOW_MINUS);
        const highM = at(p, bytes, HIGH_MINUS);
        xP = cut(xP, lowP, highP);
        xM = cut(xM, lowM, highM);
        restP = cut(tP, lowP, highP);
        restM = cut(tM, lowM, highM);
      }
      put(p, bytes, X_PLUS, xP);
      put(p, bytes, X_MINUS, xM);
      put(p, bytes, TARGET_PLUS, tP);
      put(p, bytes, TARGET_MINUS, tM);

      const sP = cut(xP, floors, ceilings);
      const sM = cut(xM, floors, ceilings);
      const travelP = f64x2.sub(cut(restP, floors, ceilings), sP);
      const travelM = f64x2.sub(cut(restM, floors, ceilings), sM);
      const wP = at(p, bytes, WEIGHT_PLUS);
      const wM = at(p, bytes, WEIGHT_MINUS);
      const m = f64x2.sub(f64x2.add(f64x2.mul(wP, sP), f64x2.mul(wM, sM)), at(p, bytes, SENT_ACTIVITY));
      const d = f64x2.sub(f64x2.sub(sP, sM), at(p, bytes, SENT_DIFFERENCE));
      const thM = at(p, bytes, ACTIVITY_THRESHOLD);
      const thD = at(p, bytes, DIFFERENCE_THRESHOLD);
      const gapM = f64x2.sub(thM, f64x2.abs(m));
      const gapD = f64x2.sub(thD, f64x2.abs(d));
      const farP = f64x2.abs(travelP);
      const farM = f64x2.abs(travelM);

      const awayP = f64x2.sub(tP, xP);
      const awayM = f64x2.sub(tM, xM);
      const speedP = f64x2.mul(awayP, rateP);
      const speedM = f64x2.mul(awayM, rateM);
      const fastP = v128.and(f64x2.abs(speedP), f64x2.ne(travelP, zero));
      const fastM = v128.and(f64x2.abs(speedM), f64x2.ne(travelM, zero));
      const smooth = v128.and(f64x2.eq(travelP, awayP), f64x2.eq(travelM, awayM));
      const most = f64x2.pmax(fastM, fastP);
      const mostM = f64x2.add(f64x2.mul(wP, fastP), f64x2.mul(wM, fastM));
      const apart = f64x2.add(f64x2.abs(f64x2.sub(speedP, speedM)), f64x2.mul(most, bends));
      const mostD = v128.bitselect(apart, f64x2.add(fastP, fastM), smooth);

      const quietM = f64x2.le(f64x2.add(f64x2.mul(wP, farP), f64x2.mul(wM, farM)), f64x2.add(gapM, f64x2.mul(touch, thM)));
      const quietD = f64x2.le(f64x2.add(farP, farM), f64x2.add(gapD, f64x2.mul(touch, thD)));
      const sooner = f64x2.lt(f64x2.mul(gapM, mostD), f64x2.mul(gapD, mostM));
      const byM = v128.or(quietD, v128.andnot(sooner, quietM));
      const h = f64x2.div(v128.bitselect(gapM, gapD, byM), v128.bitselect(mostM, mostD, byM));
      const soon = f64x2.pmax(zero, h);
      const bound = v128.bitselect(never, f64x2.add(ts, f64x2.pmin(horizon, soon)), v128.and(quietM, quietD));
      put(p, bytes, BOUND, bound);
      firsts = f64x2.pmin(firsts, bound);
    }
    const lane0 = f64x2.extract_lane(firsts, 0);
    const lane1 = f64x2.extract_lane(firsts, 1);
    const first = lane1 < lane0 ? lane1 : lane0;
    store<f64>(blockBound, first);
    blockBound += 8;
  }
  findNextBlock(address, stride, n);
}
