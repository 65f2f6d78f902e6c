import type { Circuit, Drive } from '../src/engine/circuit.ts';
import { EventLoop, type Work } from '../src/engine/event-loop.ts';
import { largestTau } from '../src/engine/limits.ts';

/** What the event loop did in a nudged run of the given duration, s, and the bytes of its memory: layers and weights. */
export function countedRun(
  circuit: Circuit,
  drive: Drive,
  duration: number,
): { readonly events: number; readonly work: Work; readonly bytes: number } {
  const loop = new EventLoop(circuit, largestTau(circuit.chip));
  loop.reset(drive, null, null);
  loop.state.startNudging();
  loop.passAll();
  loop.advance(duration, Infinity);
  return {
    events: loop.activityEvents + loop.differenceEvents,
    work: loop.work,
    bytes: loop.state.kernel.buffer.byteLength,
  };
}
