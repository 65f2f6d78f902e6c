/** Until when neurons may let what arrives wait: ../../../docs/physics.md, how it is computed. */
import { LayerArray, LayerEntry } from '../layout';
import { cuts, tanhs } from './activation';
import { TOUCH } from './crossing';
import { at, getTwice } from './memory';
import { smaller } from './next';

/** What comes this close to a threshold, in thresholds, does not wait, whatever rounding does. */
const ROOM: f64 = 1e-3;

/**
 * Until when, s, neither of two neurons crosses, nor is bounded by less, while events of so many full scales come from below and
 * above. What such events change a target by, and what speeds change by while they decay, counts in full from the beginning.
 */
@inline
export function safeUntil(
  layer: usize,
  p: usize,
  bytes: usize,
  isTanh: bool,
  t: f64,
  bends: v128,
  decay: v128,
  stepsUp: v128,
  stepsDown: v128,
): f64 {
  const xP = at(p, bytes, LayerArray.xPlus);
  const xM = at(p, bytes, LayerArray.xMinus);
  const tP = at(p, bytes, LayerArray.targetPlus);
  const tM = at(p, bytes, LayerArray.targetMinus);
  const rateP = at(p, bytes, LayerArray.ratePlus);
  const rateM = at(p, bytes, LayerArray.rateMinus);
  const changeP = changeOf(p, bytes, 0, stepsUp, stepsDown);
  const changeM = changeOf(p, bytes, 1, stepsUp, stepsDown);
  const floors = getTwice(layer, LayerEntry.floor);
  const ceilings = getTwice(layer, LayerEntry.ceiling);
  const lowP = f64x2.pmax(at(p, bytes, LayerArray.lowPlus), floors);
  const lowM = f64x2.pmax(at(p, bytes, LayerArray.lowMinus), floors);
  const highP = f64x2.pmin(at(p, bytes, LayerArray.highPlus), ceilings);
  const highM = f64x2.pmin(at(p, bytes, LayerArray.highMinus), ceilings);
  const leastP = f64x2.sub(tP, changeP);
  const leastM = f64x2.sub(tM, changeM);
  const mostP = f64x2.add(tP, changeP);
  const mostM = f64x2.add(tM, changeM);
  const stillP = v128.or(
    v128.and(f64x2.le(xP, lowP), f64x2.le(mostP, lowP)),
    v128.and(f64x2.ge(xP, highP), f64x2.ge(leastP, highP)),
  );
  const stillM = v128.or(
    v128.and(f64x2.le(xM, lowM), f64x2.le(mostM, lowM)),
    v128.and(f64x2.ge(xM, highM), f64x2.ge(leastM, highM)),
  );
  const awayP = f64x2.sub(tP, xP);
  const awayM = f64x2.sub(tM, xM);
  const fastP = v128.andnot(f64x2.mul(f64x2.add(f64x2.abs(awayP), changeP), rateP), stillP);
  const fastM = v128.andnot(f64x2.mul(f64x2.add(f64x2.abs(awayM), changeM), rateM), stillM);
  const sP = isTanh ? tanhs(xP) : cuts(xP, floors, ceilings);
  const sM = isTanh ? tanhs(xM) : cuts(xM, floors, ceilings);
  const wP = at(p, bytes, LayerArray.weightPlus);
  const wM = at(p, bytes, LayerArray.weightMinus);
  const m = f64x2.sub(f64x2.add(f64x2.mul(wP, sP), f64x2.mul(wM, sM)), at(p, bytes, LayerArray.sentActivity));
  const d = f64x2.sub(f64x2.sub(sP, sM), at(p, bytes, LayerArray.sentDifference));
  const fastOfM = f64x2.add(f64x2.mul(wP, fastP), f64x2.mul(wM, fastM));
  const both = f64x2.add(fastP, fastM);
  const largest = f64x2.mul(f64x2.pmax(fastP, fastM), bends);
  let fastOfD = f64x2.add(both, largest);
  if (!isTanh) {
    const smoothP = v128.and(
      f64x2.gt(f64x2.pmin(xP, leastP), lowP),
      f64x2.lt(f64x2.pmax(xP, mostP), highP),
    );
    const smoothM = v128.and(
      f64x2.gt(f64x2.pmin(xM, leastM), lowM),
      f64x2.lt(f64x2.pmax(xM, mostM), highM),
    );
    const apart = f64x2.abs(f64x2.sub(f64x2.mul(awayP, rateP), f64x2.mul(awayM, rateM)));
    const changes = f64x2.add(f64x2.mul(changeP, rateP), f64x2.mul(changeM, rateM));
    const cancelled = f64x2.add(f64x2.add(apart, changes), f64x2.add(f64x2.mul(both, decay), largest));
    fastOfD = v128.bitselect(cancelled, fastOfD, v128.and(smoothP, smoothM));
  }
  const ofM = f64x2.div(roomOf(at(p, bytes, LayerArray.activityThreshold), m, fastOfM), fastOfM);
  const ofD = f64x2.div(roomOf(at(p, bytes, LayerArray.differenceThreshold), d, fastOfD), fastOfD);
  return t + smaller(f64x2.pmin(ofM, ofD));
}

/** How far two signals that move by `fast` at most may go; what stands still at its threshold stays there. */
@inline
function roomOf(threshold: v128, value: v128, fast: v128): v128 {
  const gap = f64x2.sub(threshold, f64x2.abs(value));
  const rests = f64x2.le(f64x2.splat(0), f64x2.add(gap, f64x2.mul(f64x2.splat(TOUCH), threshold)));
  const stays = v128.and(f64x2.eq(fast, f64x2.splat(0)), rests);
  return v128.bitselect(f64x2.splat(Infinity), f64x2.sub(gap, f64x2.mul(f64x2.splat(ROOM), threshold)), stays);
}

/** What steps up and down change the targets of two compartments of one kind (0: plus, 1: minus) by at most. */
@inline
function changeOf(p: usize, bytes: usize, kind: i32, stepsUp: v128, stepsDown: v128): v128 {
  const ofA = f64x2.mul(at(p, bytes, LayerArray.largestUp), stepsUp);
  const ofTopDown = f64x2.mul(at(p, bytes, LayerArray.largestDown), stepsDown);
  return f64x2.add(
    f64x2.mul(f64x2.abs(at(p, bytes, LayerArray.gainPlus + kind)), ofA),
    f64x2.mul(f64x2.abs(at(p, bytes, LayerArray.nudgePlus + kind)), ofTopDown),
  );
}
