/**
 * What is known to arrive at a layer, in order: with a constant delay nothing overtakes what is in flight. A layer keeps its
 * arrivals from when they are sent until each of its pairs of neurons has taken them up.
 */
import { ACTIVITY, ARRIVAL_BYTES, LayerArray, LayerEntry, LinesEntry, LoopEntry, MOST_ARRIVALS } from '../layout';
import { cuts } from './activation';
import { address, at, get, int, LAYER_BYTES, put, setInt } from './memory';
import { relax, tinyRelaxations } from './relax';

/** Whether there is room for one more. */
@inline
export function hasRoom(layer: usize): bool {
  return int(layer, LayerEntry.known) - int(layer, LayerEntry.settled) < MOST_ARRIVALS;
}

/** Arrival number `index`, of those that are kept. */
@inline
export function arrivalAt(layer: usize, index: i32): usize {
  return address(layer, LayerEntry.arrivals) + <usize>(index & (MOST_ARRIVALS - 1)) * ARRIVAL_BYTES;
}

/** An event of `sender` by its code of encoder and sign will reach a layer, which has room for it, at a time, s. */
export function know(loop: usize, layer: usize, sender: usize, neuron: i32, encoderAndSign: i32, time: f64): void {
  const encoder = encoderAndSign >> 1;
  const isUp = encoder == ACTIVITY;
  const lines = address(sender, isUp ? LayerEntry.up : LayerEntry.down);
  const threshold = get(loop, LoopEntry.activityThreshold + encoder);
  const known = int(layer, LayerEntry.known);
  const arrival = arrivalAt(layer, known);
  const before = arrivalAt(layer, known - 1);
  const line = address(lines, LinesEntry.lines) + <usize>neuron * address(lines, LinesEntry.bytes);
  store<f64>(arrival, time, TIME);
  store<f64>(arrival, (encoderAndSign & 1) == 1 ? threshold : -threshold, STEP);
  store<f64>(arrival, load<f64>(before, STEPS_UP) + (isUp ? threshold : 0), STEPS_UP);
  store<f64>(arrival, load<f64>(before, STEPS_DOWN) + (isUp ? 0 : threshold), STEPS_DOWN);
  store<u32>(arrival, <u32>(line - address(layer, LayerEntry.arrays)), LINE);
  store<i64>(arrival, isUp ? -1 : 0, FROM_BELOW);
  setInt(layer, LayerEntry.known, known + 1);
}

/** Forgets all arrivals. */
export function forget(layer: usize): void {
  setInt(layer, LayerEntry.known, 0);
  setInt(layer, LayerEntry.arrived, 0);
  setInt(layer, LayerEntry.settled, 0);
  store<f64>(arrivalAt(layer, -1), 0, STEPS_UP);
  store<f64>(arrivalAt(layer, -1), 0, STEPS_DOWN);
}

/** A pair takes up arrivals `first` to before `last`, one after the other. */
@inline
export function takeUp(layer: usize, p: usize, bytes: usize, railed: bool, first: i32, last: i32): void {
  const rateP = at(p, bytes, LayerArray.ratePlus);
  const rateM = at(p, bytes, LayerArray.rateMinus);
  const gainP = at(p, bytes, LayerArray.gainPlus);
  const gainM = at(p, bytes, LayerArray.gainMinus);
  const nudgeP = at(p, bytes, LayerArray.nudgePlus);
  const nudgeM = at(p, bytes, LayerArray.nudgeMinus);
  const baseP = at(p, bytes, LayerArray.basePlus);
  const baseM = at(p, bytes, LayerArray.baseMinus);
  let xP = at(p, bytes, LayerArray.xPlus);
  let xM = at(p, bytes, LayerArray.xMinus);
  let tP = at(p, bytes, LayerArray.targetPlus);
  let tM = at(p, bytes, LayerArray.targetMinus);
  let a = at(p, bytes, LayerArray.a);
  let topDown = at(p, bytes, LayerArray.topDown);
  const nothing = f64x2.splat(-0.0);
  for (let index = first; index < last; index++) {
    const arrival = arrivalAt(layer, index);
    const dts = v128.load64_splat(arrival, SINCE);
    const change = f64x2.mul(v128.load(p + <usize>load<u32>(arrival, LINE)), v128.load64_splat(arrival, STEP));
    const tier = load<i32>(arrival, TIER);
    let fractionP = f64x2.mul(dts, rateP);
    let fractionM = f64x2.mul(dts, rateM);
    if (tier == 0) {
      fractionP = tinyRelaxations(fractionP);
      fractionM = tinyRelaxations(fractionM);
    } else {
      fractionP = relax(tier, fractionP);
      fractionM = relax(tier, fractionM);
    }
    xP = f64x2.add(xP, f64x2.mul(f64x2.sub(tP, xP), fractionP));
    xM = f64x2.add(xM, f64x2.mul(f64x2.sub(tM, xM), fractionM));
    if (railed) {
      xP = cuts(xP, at(p, bytes, LayerArray.lowPlus), at(p, bytes, LayerArray.highPlus));
      xM = cuts(xM, at(p, bytes, LayerArray.lowMinus), at(p, bytes, LayerArray.highMinus));
    }
    const fromBelow = v128.load64_splat(arrival, FROM_BELOW);
    a = f64x2.add(a, v128.bitselect(change, nothing, fromBelow));
    topDown = f64x2.add(topDown, v128.bitselect(nothing, change, fromBelow));
    tP = f64x2.add(f64x2.add(f64x2.mul(gainP, a), f64x2.mul(nudgeP, topDown)), baseP);
    tM = f64x2.add(f64x2.add(f64x2.mul(gainM, a), f64x2.mul(nudgeM, topDown)), baseM);
  }
  put(p, bytes, LayerArray.xPlus, xP);
  put(p, bytes, LayerArray.xMinus, xM);
  put(p, bytes, LayerArray.targetPlus, tP);
  put(p, bytes, LayerArray.targetMinus, tM);
  put(p, bytes, LayerArray.a, a);
  put(p, bytes, LayerArray.topDown, topDown);
}

/** The layer that an event of another reaches. */
@inline
export function receiverOf(sender: usize, encoder: i32): usize {
  return encoder == ACTIVITY ? sender + LAYER_BYTES : sender - LAYER_BYTES;
}

/** Bytes of an arrival: its time, and that since the one before, s; */
export const TIME: usize = 0;
export const SINCE: usize = 8;
/** what it adds to an input, as a factor of a line; */
export const STEP: usize = 16;
/** all |steps| up, and down, with it and those before it; */
export const STEPS_UP: usize = 24;
export const STEPS_DOWN: usize = 32;
/** its line, bytes from the layer's arrays, and which input; */
export const LINE: usize = 40;
export const FROM_BELOW: usize = 56;
/** and which series relaxes over the time since the one before. */
export const TIER: usize = 48;
