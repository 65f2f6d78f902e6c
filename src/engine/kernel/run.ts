/**
 * The event loop: deliver the next event in flight, redraw the next noise value or let the next neuron fire, whichever is
 * first. At equal times arrivals come before redraws and redraws before crossings; crossings at equal times are ordered by
 * layer, neuron and encoder (activity before difference).
 */
import { ACTIVITY, LayerArray, LayerEntry, LoopEntry, NoiseEntry, Stop } from '../layout';
import { advanceNext } from './crossing';
import { arrive, beginDeferring, comesAlone, endDeferring, expect } from './deferred';
import { codeOf, drop, eventCode, eventNeuron, firstEvent, nextArrival, note, push } from './line';
import { addLines } from './lines';
import { address, arrayBytes, count, entry, get, int, LAYER_BYTES, layerAt, place, read, set, setInt } from './memory';
import { redraw } from './noise';
import { updateOutput } from './output';
import { passLayer } from './pass';
import { normal } from './random';

/** A layer's reference time is this close, in look-aheads, when noise moves one of its compartments: beyond, rounding grows. */
const NEAR: f64 = 4;

/** Runs until nothing more can happen, `until` is reached, a limit ends it or the caller has to do something. */
export function run(loop: usize): i32 {
  const isWatched = (int(loop, LoopEntry.noisy) | int(loop, LoopEntry.stepwise) | int(loop, LoopEntry.averaging)) != 0;
  if (!isWatched && get(loop, LoopEntry.jitter) == 0) beginDeferring(loop);
  const stop = advance(loop);
  endDeferring(loop);
  return stop;
}

function advance(loop: usize): i32 {
  const until = get(loop, LoopEntry.until);
  const layers = address(loop, LoopEntry.layers);
  const end = layerAt(loop, int(loop, LoopEntry.last) + 1);
  const isNoisy = int(loop, LoopEntry.noisy) != 0;
  const isStepwise = int(loop, LoopEntry.stepwise) != 0;
  while (true) {
    if (int(loop, LoopEntry.lineCount) == int(loop, LoopEntry.lineCapacity)) return Stop.lineFull;
    if (int(loop, LoopEntry.logCount) == int(loop, LoopEntry.logCapacity)) return Stop.logFull;
    let next = Infinity;
    let firing = layers;
    // Layers before this one win a tie, those behind lose it.
    let before = Infinity;
    let behind = Infinity;
    let redrawn = Infinity;
    let noisy = layers;
    for (let layer = layers; layer < end; layer += LAYER_BYTES) {
      const time = get(layer, LayerEntry.next);
      if (time < next) {
        before = next;
        next = time;
        firing = layer;
        behind = Infinity;
      } else if (time < behind) behind = time;
      if (!isNoisy) continue;
      const other = nextRedraw(layer);
      if (other < redrawn) {
        redrawn = other;
        noisy = layer;
      }
    }
    const arrival = nextArrival(loop);
    const t = min(min(next, arrival), redrawn);
    if (t == Infinity) return Stop.quiescence;
    if (!(t <= until)) {
      set(loop, LoopEntry.time, until);
      return Stop.horizon;
    }
    if (arrival == t) {
      set(loop, LoopEntry.time, t);
      deliver(loop, t);
      if (isStepwise) return Stop.passed;
    } else if (redrawn == t) {
      set(loop, LoopEntry.time, t);
      if (t - get(noisy, LayerEntry.time) > NEAR * get(noisy, LayerEntry.lookAhead)) {
        pass(loop, noisy, t);
        if (isStepwise) return Stop.passed;
      }
      redraw(loop, noisy, address(noisy, LayerEntry.noise), t);
      if (isStepwise) continue;
      redrawWhile(loop, layers, end, min(arrival, until));
    } else {
      count(loop, LoopEntry.solves);
      const code = advanceNext(firing, min(before, min(arrival, redrawn)), min(behind, until));
      if (code < 0) continue;
      const neuron = int(firing, LayerEntry.neuron);
      send(loop, firing, neuron, code, get(firing, LayerEntry.crossing));
      const events = get(loop, LoopEntry.activityEvents) + get(loop, LoopEntry.differenceEvents);
      if (events >= get(loop, LoopEntry.maxEvents)) return Stop.eventBudget;
      if (hasDiverged(firing, neuron, get(loop, LoopEntry.farthest))) return Stop.divergence;
      if (isStepwise) return Stop.sent;
    }
  }
}

/**
 * Goes on redrawing as long as that is before anything else in the chip, `others`, s, and the crossings of its neurons, and close to
 * the reference time of the layer.
 */
function redrawWhile(loop: usize, layers: usize, end: usize, others: f64): void {
  while (true) {
    let t = Infinity;
    let crossing = others;
    let noisy = layers;
    for (let layer = layers; layer < end; layer += LAYER_BYTES) {
      const redrawn = nextRedraw(layer);
      noisy = select<usize>(layer, noisy, redrawn < t);
      t = earlier(redrawn, t);
      crossing = earlier(get(layer, LayerEntry.next), crossing);
    }
    if (t >= crossing || t > get(noisy, LayerEntry.time) + NEAR * get(noisy, LayerEntry.lookAhead)) return;
    set(loop, LoopEntry.time, t);
    redraw(loop, noisy, address(noisy, LayerEntry.noise), t);
  }
}

/** The earlier of two times, without a branch. */
@inline
function earlier(a: f64, b: f64): f64 {
  return f64x2.extract_lane(f64x2.pmin(f64x2.splat(a), f64x2.splat(b)), 0);
}

/** Time of the next redraw in a layer, s; Infinity: none. */
@inline
function nextRedraw(layer: usize): f64 {
  const noise = address(layer, LayerEntry.noise);
  return noise == 0 ? Infinity : get(noise, NoiseEntry.next);
}

/** Brings a layer to time t and takes up its new inputs. */
export function pass(loop: usize, layer: usize, t: f64): void {
  passLayer(layer, t, int(loop, LoopEntry.averaging) != 0);
  countPass(loop, layer, int(layer, LayerEntry.n));
}

@inline
function countPass(loop: usize, layer: usize, bounded: i32): void {
  setInt(loop, LoopEntry.passed, int(layer, LayerEntry.number));
  count(loop, LoopEntry.passes);
  set(loop, LoopEntry.updates, get(loop, LoopEntry.updates) + int(layer, LayerEntry.n));
  set(loop, LoopEntry.bounded, get(loop, LoopEntry.bounded) + bounded);
}

/** An event in flight reaches the layer above or below its neuron. */
function deliver(loop: usize, t: f64): void {
  const event = firstEvent(loop);
  const code = eventCode(event);
  const neuron = eventNeuron(event);
  drop(loop);
  set(loop, LoopEntry.lastEvent, t);
  const encoder = (code >> 1) & 1;
  const sender = layerAt(loop, code >> 2);
  const threshold = get(loop, LoopEntry.activityThreshold + encoder);
  const step = (code & 1) == 1 ? threshold : -threshold;
  const received = entry(sender, LayerArray.receivedActivity + encoder, neuron);
  store<f64>(received, load<f64>(received) + step);
  const isUp = encoder == ACTIVITY;
  const receiver = isUp ? sender + LAYER_BYTES : sender - LAYER_BYTES;
  const lines = address(sender, isUp ? LayerEntry.up : LayerEntry.down);
  const input = isUp ? LayerArray.a : LayerArray.topDown;
  if (int(receiver, LayerEntry.defers) != 0 && !comesAlone(receiver)) {
    countPass(loop, receiver, arrive(receiver, t));
    return;
  }
  addLines(lines, neuron, receiver, input, step);
  if (int(receiver, LayerEntry.number) == int(loop, LoopEntry.last)) updateOutput(loop, receiver);
  pass(loop, receiver, t);
}

function send(loop: usize, layer: usize, neuron: i32, encoderAndSign: i32, t: f64): void {
  const k = int(layer, LayerEntry.number);
  const encoder = encoderAndSign >> 1;
  const code = codeOf(k, encoderAndSign);
  set(loop, LoopEntry.time, t);
  set(loop, LoopEntry.lastEvent, t);
  note(loop, t, code, neuron);
  count(loop, LoopEntry.activityEvents + encoder);
  if (encoder == ACTIVITY ? k == int(loop, LoopEntry.last) : k == 1) return;
  let delay = get(loop, LoopEntry.delay);
  const jitter = get(loop, LoopEntry.jitter);
  if (jitter > 0) delay = max(0, delay + jitter * normal(loop));
  push(loop, t + delay, code, neuron);
  expect(loop, layer, neuron, encoderAndSign, t + delay);
}

/** Whether neuron i of a chip without rails is beyond all bounds, or not a number. */
function hasDiverged(layer: usize, i: i32, farthest: f64): bool {
  if (int(layer, LayerEntry.railed) != 0) return false;
  const bytes = arrayBytes(layer);
  const p = place(layer, i);
  for (let kind = 0; kind < 2; kind++) {
    const x = Math.abs(read(p, bytes, LayerArray.xPlus + kind) - read(p, bytes, LayerArray.offsetPlus + kind));
    if (!(x <= farthest * read(p, bytes, LayerArray.gainPlus + kind))) return true;
  }
  return false;
}
