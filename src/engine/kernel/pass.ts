/** A pass over a layer: two neurons at a time, in sums, products and comparisons in a fixed order. */
import { BLOCK, LayerArray, LayerEntry, Shape } from '../layout';
import { cuts } from './activation';
import { integrateLayer, integrateTwoTo } from './average';
import { bendsOf, boundOfTwo } from './bound';
import { address, arrayBytes, at, entry, get, int, put, set } from './memory';
import { findNext, smaller } from './next';
import { relax, tierOf } from './relax';

/** Bytes of the bounds of a block of neurons. */
const BLOCK_BYTES: usize = BLOCK << 3;

/** Brings a layer to time t and, its inputs having just changed, takes up the new targets and bounds. */
export function passLayer(layer: usize, t: f64, isAveraging: bool): void {
  const bytes = arrayBytes(layer);
  const start = address(layer, LayerEntry.arrays);
  const end = start + (<usize>int(layer, LayerEntry.n) << 3);
  const fastest = get(layer, LayerEntry.fastest);
  const isTanh = int(layer, LayerEntry.shape) == Shape.tanh;
  if (isAveraging && isTanh) integrateLayer(layer, t);
  const isIntegrated = isAveraging && !isTanh;
  const railed = int(layer, LayerEntry.railed) != 0;
  const dt = t - get(layer, LayerEntry.time);
  const tier = tierOf(dt * fastest);
  const dts = f64x2.splat(dt);
  const ts = f64x2.splat(t);
  const bends = bendsOf(layer);
  const never = f64x2.splat(Infinity);
  let blockBound = entry(layer, LayerArray.blockBound, 0);
  for (let blockStart = start; blockStart < end; blockStart += BLOCK_BYTES) {
    const blockEnd = min(end, blockStart + BLOCK_BYTES);
    let firsts = never;
    for (let p = blockStart; p < blockEnd; p += 16) {
      const rateP = at(p, bytes, LayerArray.ratePlus);
      const rateM = at(p, bytes, LayerArray.rateMinus);
      let xP = at(p, bytes, LayerArray.xPlus);
      let xM = at(p, bytes, LayerArray.xMinus);
      const fractionP = relax(tier, f64x2.mul(dts, rateP));
      const fractionM = relax(tier, f64x2.mul(dts, rateM));
      xP = f64x2.add(xP, f64x2.mul(f64x2.sub(at(p, bytes, LayerArray.targetPlus), xP), fractionP));
      xM = f64x2.add(xM, f64x2.mul(f64x2.sub(at(p, bytes, LayerArray.targetMinus), xM), fractionM));
      if (isIntegrated) {
        integrateTwoTo(layer, p, 0, t, xP);
        integrateTwoTo(layer, p, 1, t, xM);
      }
      const tP = targets(p, bytes, 0);
      const tM = targets(p, bytes, 1);
      if (railed) {
        xP = cuts(xP, at(p, bytes, LayerArray.lowPlus), at(p, bytes, LayerArray.highPlus));
        xM = cuts(xM, at(p, bytes, LayerArray.lowMinus), at(p, bytes, LayerArray.highMinus));
      }
      put(p, bytes, LayerArray.xPlus, xP);
      put(p, bytes, LayerArray.xMinus, xM);
      put(p, bytes, LayerArray.targetPlus, tP);
      put(p, bytes, LayerArray.targetMinus, tM);

      const bound = boundOfTwo(layer, p, bytes, isTanh, railed, ts, bends, xP, xM, tP, tM);
      put(p, bytes, LayerArray.bound, bound);
      firsts = f64x2.pmin(firsts, bound);
    }
    store<f64>(blockBound, smaller(firsts));
    blockBound += 8;
  }
  set(layer, LayerEntry.time, t);
  findNext(layer);
}

/** gain a + nudge D + base of two neurons' compartments of one kind (0: plus, 1: minus). */
@inline
function targets(p: usize, bytes: usize, kind: i32): v128 {
  const fromBelow = f64x2.mul(at(p, bytes, LayerArray.gainPlus + kind), at(p, bytes, LayerArray.a));
  const fromAbove = f64x2.mul(at(p, bytes, LayerArray.nudgePlus + kind), at(p, bytes, LayerArray.topDown));
  return f64x2.add(f64x2.add(fromBelow, fromAbove), at(p, bytes, LayerArray.basePlus + kind));
}
