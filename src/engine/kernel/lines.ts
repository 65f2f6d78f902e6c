/** What the lines of an array, as ../layout.ts has them, add to those who receive. */
import { LayerArray, LayerEntry, LinesEntry, RUN_BYTES } from '../layout';
import { address, arrayBytes, entry, get, int, place } from './memory';

/** Adds `step` times what a sender has lines for to an input of the receiving layer. */
export function addLines(lines: usize, neuron: i32, receiver: usize, input: i32, step: f64): void {
  const inputs = entry(receiver, input, 0);
  if (address(lines, LinesEntry.to) != 0) {
    addRuns(lines, neuron, inputs, step * get(lines, LinesEntry.share));
    return;
  }
  // Dense lines are padded to pairs, as the inputs are.
  const steps = f64x2.splat(step);
  let line = address(lines, LinesEntry.lines) + <usize>neuron * address(lines, LinesEntry.bytes);
  const end = inputs + (<usize>int(receiver, LayerEntry.n) << 3);
  for (let p = inputs; p < end; p += 16) {
    v128.store(p, f64x2.add(v128.load(p), f64x2.mul(v128.load(line), steps)));
    line += 16;
  }
}

function addRuns(lines: usize, neuron: i32, inputs: usize, step: f64): void {
  const steps = f64x2.splat(step);
  const period = int(lines, LinesEntry.toPeriod);
  const group = neuron / period;
  const own = address(lines, LinesEntry.lines) + <usize>(neuron - group * period) * address(lines, LinesEntry.bytes);
  const column = address(lines, LinesEntry.column);
  const end = runsOf(lines, LinesEntry.to, group + 1);
  for (let run = runsOf(lines, LinesEntry.to, group); run < end; run += RUN_BYTES) {
    let line = own + <usize>columnOf(run) * column;
    let p = inputs + (<usize>neuronOf(run) << 3);
    const last = p + (<usize>lengthOf(run) << 3);
    for (; p + 16 <= last; p += 16) {
      v128.store(p, f64x2.add(v128.load(p), f64x2.mul(v128.load(line), steps)));
      line += 16;
    }
    if (p < last) store<f64>(p, load<f64>(p) + load<f64>(line) * step);
  }
}

/** Root sum of squares over the devices of one receiver: what the senders of a layer add to it, each times what was received of it. */
export function current(lines: usize, senders: usize, received: i32, receiver: i32): f64 {
  const signals = place(senders, 0) + <usize>received * arrayBytes(senders);
  const bytes = address(lines, LinesEntry.bytes);
  if (address(lines, LinesEntry.from) != 0) return Math.sqrt(overRuns(lines, signals, receiver));
  const n = int(senders, LayerEntry.n);
  let line = address(lines, LinesEntry.lines) + (<usize>receiver << 3);
  let signal = signals;
  let sum: f64 = 0;
  for (let j = 0; j < n; j++) {
    const part = load<f64>(line) * load<f64>(signal);
    sum += part * part;
    line += bytes;
    signal += 8;
  }
  return Math.sqrt(sum);
}

function overRuns(lines: usize, signals: usize, receiver: i32): f64 {
  const bytes = address(lines, LinesEntry.bytes);
  const period = int(lines, LinesEntry.fromPeriod);
  const group = receiver / period;
  const own = address(lines, LinesEntry.lines) + (<usize>(receiver - group * period) << 3);
  const column = address(lines, LinesEntry.column);
  const share = get(lines, LinesEntry.share);
  const window = <usize>int(lines, LinesEntry.together) * RUN_BYTES;
  const end = runsOf(lines, LinesEntry.from, group + 1);
  let sum: f64 = 0;
  for (let run = runsOf(lines, LinesEntry.from, group); run < end; run += window) {
    let line = own + <usize>columnOf(run) * column;
    const length = lengthOf(run);
    for (let at = 0; at < length; at++) {
      let signal: f64 = 0;
      for (let other = run; other < run + window; other += RUN_BYTES) {
        signal += load<f64>(signals + (<usize>(neuronOf(other) + at) << 3));
      }
      const part = load<f64>(line) * (share * signal);
      sum += part * part;
      line += bytes;
    }
  }
  return sum;
}

/** Where the runs of a group begin. */
@inline
function runsOf(lines: usize, which: i32, group: i32): usize {
  const starts = address(lines, which);
  return starts + load<u32>(starts + (<usize>group << 2));
}

@inline
function neuronOf(run: usize): i32 {
  return load<i32>(run);
}

@inline
function columnOf(run: usize): i32 {
  return load<i32>(run, 4);
}

@inline
function lengthOf(run: usize): i32 {
  return load<i32>(run, 8);
}
