import type { Circuit, Drive } from '../src/engine/circuit.ts';
import { EventLoop, type Work } from '../src/engine/event-loop.ts';
import { largestTau } from '../src/engine/limits.ts';

/** A nudged run of the given duration, s, by events alone: what becomes of it is not judged. */
export class EventRun {
  private readonly loop: EventLoop;
  private readonly drive: Drive;
  private readonly duration: number;

  constructor(circuit: Circuit, drive: Drive, duration: number) {
    this.loop = new EventLoop(circuit, largestTau(circuit.chip));
    this.drive = drive;
    this.duration = duration;
  }

  run(): void {
    const { loop } = this;
    loop.reset(this.drive, null, null);
    loop.state.startNudging();
    loop.passAll();
    loop.advance(this.duration, Infinity);
  }

  /** Of the last run. */
  get events(): number {
    return this.loop.activityEvents + this.loop.differenceEvents;
  }

  get work(): Work {
    return this.loop.work;
  }

  /** Memory of the engine: layers and weights. */
  get bytes(): number {
    return this.loop.state.kernel.buffer.byteLength;
  }
}

/** One such run, to be counted. */
export function countedRun(circuit: Circuit, drive: Drive, duration: number): EventRun {
  const run = new EventRun(circuit, drive, duration);
  run.run();
  return run;
}
