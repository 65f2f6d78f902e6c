/**
 * The noise of a chip in its membranes: values that are held and each redrawn at exponential times (Poisson redraw). The
 * superposition of a layer's processes is one Poisson process, each of whose redraws falls on a value with probability
 * proportional to 1/correlationTime: one pending time serves the whole layer.
 */
import { Acts, LayerArray, LayerEntry, LoopEntry, NoiseEntry, SourceEntry } from '../layout';
import { cuts } from './activation';
import { integratePairTo } from './average';
import { boundOf } from './bound';
import { current } from './lines';
import {
  address, arrayBytes, count, get, int, LAYER_BYTES, layerAt, pair, place, putPair, read, set, SOURCE_BYTES, sourceAt, write,
} from './memory';
import { setBound } from './next';
import { exponential, normal, uniform } from './random';
import { nearRelaxations } from './relax';

/**
 * Puts noise from its stationary law into the membranes of a chip at rest: all of it, or only the sources whose
 * correlation time is longer than `slowerThan`, s, which are offsets of the run.
 */
export function startNoise(loop: usize, slowerThan: f64, onlyOffsets: bool): void {
  const last = int(loop, LoopEntry.last);
  for (let k = 1; k <= last; k++) {
    const layer = layerAt(loop, k);
    const noise = address(layer, LayerEntry.noise);
    if (noise == 0) continue;
    const sources = int(noise, NoiseEntry.sources);
    for (let s = 0; s < sources; s++) {
      const source = sourceAt(noise, s);
      const values = address(source, SourceEntry.values);
      const members = int(source, SourceEntry.members);
      for (let member = 0; member < members; member++) {
        const value = get(source, SourceEntry.rms) * normal(noise) * scaleOf(layer, source, member);
        store<f64>(values + (<usize>member << 3), value);
      }
      if (!onlyOffsets || isOffset(source, slowerThan)) addValues(layer, source, 1);
    }
    set(noise, NoiseEntry.next, exponential(noise) / get(noise, NoiseEntry.rate));
  }
}

/** Takes everything out of the membranes but the offsets of the run; the values stay as they are. */
export function stillNoise(loop: usize, slowerThan: f64): void {
  const last = int(loop, LoopEntry.last);
  for (let k = 1; k <= last; k++) {
    const layer = layerAt(loop, k);
    const noise = address(layer, LayerEntry.noise);
    if (noise == 0) continue;
    const sources = int(noise, NoiseEntry.sources);
    for (let s = 0; s < sources; s++) {
      const source = sourceAt(noise, s);
      if (!isOffset(source, slowerThan)) addValues(layer, source, -1);
    }
  }
}

/** Whether a source hardly changes within a time, s. */
@inline
function isOffset(source: usize, slowerThan: f64): bool {
  return int(source, SourceEntry.acts) == Acts.compartment && get(source, SourceEntry.correlationTime) > slowerThan;
}

/**
 * Redraws one value of a layer at its time t. The layer's other neurons keep its reference time, which must be close; this
 * one is given the x there from which, with the new target, it passes through its present value.
 */
export function redraw(loop: usize, layer: usize, noise: usize, t: f64): void {
  const n = int(layer, LayerEntry.n);
  const rate = get(noise, NoiseEntry.rate);
  let share = uniform(noise) * rate;
  let source = sourceAt(noise, 0);
  const lastSource = sourceAt(noise, int(noise, NoiseEntry.sources) - 1);
  // The fastest come first. No branch on whether it is the first, which is not foreseen; further on it seldom goes.
  const own = get(source, SourceEntry.rate);
  const isBehind = <i32>(share >= own) & <i32>(source < lastSource);
  share -= f64x2.extract_lane(v128.and(f64x2.splat(own), i64x2.splat(-<i64>isBehind)), 0);
  source += -isBehind & SOURCE_BYTES;
  while (source < lastSource) {
    const next = get(source, SourceEntry.rate);
    if (share < next) break;
    share -= next;
    source += SOURCE_BYTES;
  }
  const member = min(int(source, SourceEntry.members) - 1, <i32>(share * get(source, SourceEntry.correlationTime)));
  set(noise, NoiseEntry.next, t + exponential(noise) / rate);
  const value = get(source, SourceEntry.rms) * normal(noise) * scaleOf(layer, source, member);
  const held = address(source, SourceEntry.values) + (<usize>member << 3);
  const change = f64x2.splat(value - load<f64>(held));
  store<f64>(held, value);

  const acts = int(source, SourceEntry.acts);
  // 0: plus, 1: minus; without a branch, which would be mispredicted every other time.
  const kind = <i32>(member >= n);
  const i = member - (n & -kind);
  const isSingle = <i32>(acts == Acts.compartment);
  const bytes = arrayBytes(layer);
  const p = place(layer, i);
  const moved = i64x2.replace_lane(i64x2.splat(<i64>((kind & isSingle) - 1)), 1, <i64>(((kind ^ 1) & isSingle) - 1));
  const gain = pair(p, bytes, LayerArray.gainPlus);
  const nudge = pair(p, bytes, LayerArray.nudgePlus);
  const base = f64x2.add(
    pair(p, bytes, LayerArray.basePlus),
    v128.and(moved, f64x2.mul(acts == Acts.column ? nudge : gain, change)),
  );
  putPair(p, bytes, LayerArray.basePlus, base);

  const dt = t - get(layer, LayerEntry.time);
  const fraction = nearRelaxations(f64x2.mul(f64x2.splat(dt), pair(p, bytes, LayerArray.ratePlus)));
  const rest = f64x2.sub(f64x2.splat(1), fraction);
  const formerTarget = pair(p, bytes, LayerArray.targetPlus);
  const formerX = pair(p, bytes, LayerArray.xPlus);
  const free = f64x2.add(formerX, f64x2.mul(f64x2.sub(formerTarget, formerX), fraction));
  if (int(loop, LoopEntry.averaging) != 0) integratePairTo(layer, p, t, free, moved);
  const x = cuts(free, pair(p, bytes, LayerArray.lowPlus), pair(p, bytes, LayerArray.highPlus));
  const fromInputs = f64x2.add(
    f64x2.mul(gain, f64x2.splat(read(p, bytes, LayerArray.a))),
    f64x2.mul(nudge, f64x2.splat(read(p, bytes, LayerArray.topDown))),
  );
  const target = v128.bitselect(f64x2.add(fromInputs, base), formerTarget, moved);
  putPair(p, bytes, LayerArray.targetPlus, target);
  const start = f64x2.add(target, f64x2.div(f64x2.sub(x, target), rest));
  putPair(p, bytes, LayerArray.xPlus, v128.bitselect(start, formerX, moved));
  setBound(layer, i, boundOf(layer, i, t, x, target));
  count(loop, LoopEntry.redraws);
}

/** The current to which a source's rms is relative: 1, or the root sum of squares over the row's or column's devices. */
@inline
function scaleOf(layer: usize, source: usize, member: i32): f64 {
  const acts = int(source, SourceEntry.acts);
  return acts == Acts.compartment ? 1 : currentOf(layer, acts, member);
}

function currentOf(layer: usize, acts: i32, member: i32): f64 {
  if (acts == Acts.row) {
    if (int(layer, LayerEntry.number) == 1) return read(place(layer, member), arrayBytes(layer), LayerArray.rowCurrent);
    const below = layer - LAYER_BYTES;
    return current(address(below, LayerEntry.up), below, LayerArray.receivedActivity, member);
  }
  const above = layer + LAYER_BYTES;
  return current(address(above, LayerEntry.down), above, LayerArray.receivedDifference, member);
}

/** Adds a source's values, each with a sign, to the part of the targets that no event changes. */
function addValues(layer: usize, source: usize, sign: f64): void {
  const n = int(layer, LayerEntry.n);
  const bytes = arrayBytes(layer);
  const values = address(source, SourceEntry.values);
  const members = int(source, SourceEntry.members);
  const acts = int(source, SourceEntry.acts);
  const factor = acts == Acts.column ? LayerArray.nudgePlus : LayerArray.gainPlus;
  for (let member = 0; member < members; member++) {
    const change = sign * load<f64>(values + (<usize>member << 3));
    const p = place(layer, member < n ? member : member - n);
    for (let kind = 0; kind < 2; kind++) {
      if (acts == Acts.compartment && (member < n ? 0 : 1) != kind) continue;
      const base = read(p, bytes, LayerArray.basePlus + kind);
      write(p, bytes, LayerArray.basePlus + kind, base + read(p, bytes, factor + kind) * change);
    }
  }
}
