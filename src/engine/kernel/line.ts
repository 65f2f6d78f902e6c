/**
 * Events in flight, in a ring: in order of arrival time and, at equal times, in the order in which they were sent. An event
 * goes in from the back, past those that arrive later; jitter, small against the delay, makes those few.
 */
import { EVENT_BYTES, LoopEntry } from '../layout';
import { address, get, int, setInt } from './memory';

/** An event as one number: 4 layer + 2 encoder + 1 at the upper threshold. */
@inline
export function codeOf(layer: i32, code: i32): i32 {
  return 4 * layer + code;
}

/** The line holds `capacity` events, a power of two, and must have room. */
export function push(loop: usize, time: f64, code: i32, neuron: i32): void {
  const line = address(loop, LoopEntry.line);
  const mask = int(loop, LoopEntry.lineCapacity) - 1;
  const first = int(loop, LoopEntry.lineFirst);
  const events = int(loop, LoopEntry.lineCount);
  let slot = (first + events) & mask;
  while (slot != first) {
    const before = (slot - 1) & mask;
    const other = line + before * EVENT_BYTES;
    if (load<f64>(other) <= time) break;
    v128.store(line + slot * EVENT_BYTES, v128.load(other));
    slot = before;
  }
  write(line + slot * EVENT_BYTES, time, code, neuron);
  setInt(loop, LoopEntry.lineCount, events + 1);
}

/** Arrival time of the first event; Infinity: nothing in flight. */
export function nextArrival(loop: usize): f64 {
  return int(loop, LoopEntry.lineCount) == 0 ? Infinity : load<f64>(firstEvent(loop));
}

/** Address of the first event. */
@inline
export function firstEvent(loop: usize): usize {
  return address(loop, LoopEntry.line) + int(loop, LoopEntry.lineFirst) * EVENT_BYTES;
}

/** Removes the first event. */
export function drop(loop: usize): void {
  const mask = int(loop, LoopEntry.lineCapacity) - 1;
  setInt(loop, LoopEntry.lineFirst, (int(loop, LoopEntry.lineFirst) + 1) & mask);
  setInt(loop, LoopEntry.lineCount, int(loop, LoopEntry.lineCount) - 1);
}

/** Appends an event to the log, which must have room. */
export function note(loop: usize, time: f64, code: i32, neuron: i32): void {
  const events = int(loop, LoopEntry.logCount);
  write(address(loop, LoopEntry.log) + events * EVENT_BYTES, time, code, neuron);
  setInt(loop, LoopEntry.logCount, events + 1);
}

export function eventTime(event: usize): f64 {
  return load<f64>(event);
}

export function eventCode(event: usize): i32 {
  return load<i32>(event, 8);
}

export function eventNeuron(event: usize): i32 {
  return load<i32>(event, 12);
}

function write(event: usize, time: f64, code: i32, neuron: i32): void {
  store<f64>(event, time);
  store<i32>(event, code, 8);
  store<i32>(event, neuron, 12);
}
