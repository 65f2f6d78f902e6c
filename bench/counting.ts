import type { Leapt } from '../src/engine/compute.ts';
import type { Crossing } from '../src/engine/crossing.ts';
import { Kernel } from '../src/engine/kernel.ts';
import type { Layer } from '../src/engine/layer.ts';
import { ARRIVAL_FIELDS } from '../src/engine/leap-room.ts';
import type { ComputeClass } from '../src/engine/network-state.ts';

/** How often the inner loops were called, whatever the time that took. */
export interface Counts {
  /** Layers brought up to date for one arrival. */
  passes: number;
  /** Layers brought up to date for all arrivals in a span, and neurons in them. */
  leaps: number;
  swept: number;
  /** Neurons brought up to date, once for each arrival. */
  updates: number;
  /** Neurons of leaps that were walked from arrival to arrival. */
  walked: number;
  /** Leaps taken back. */
  undone: number;
  /** Crossings solved for, whether an event came of it or not. */
  solves: number;
  /** Of those, the ones that only raised a bound; only where events are delivered one by one. */
  idle: number;
}

/** A kernel for one simulator, the counts it keeps, and the size of its memory, which holds layers and weights. */
export function countingKernel(): {
  readonly Compute: ComputeClass;
  readonly counts: Counts;
  readonly bytes: () => number;
} {
  let memory = 0;
  const counts: Counts = { passes: 0, leaps: 0, swept: 0, updates: 0, walked: 0, undone: 0, solves: 0, idle: 0 };
  class CountingKernel extends Kernel {
    constructor(bytes: number) {
      super(bytes);
      memory = this.buffer.byteLength;
    }

    override pass(layer: Layer, t: number): void {
      counts.passes++;
      counts.updates += layer.n;
      super.pass(layer, t);
    }

    override advanceNext(layer: Layer, strict: number, loose: number, found: Crossing): void {
      super.advanceNext(layer, strict, loose, found);
      counts.solves++;
      if (found.encoder < 0) counts.idle++;
    }

    override rebound(layer: Layer, i: number, t: number): void {
      counts.solves++;
      super.rebound(layer, i, t);
    }

    override leap(layer: Layer, room: number, arrivals: number, end: number, leapt: Leapt): void {
      super.leap(layer, room, arrivals, end, leapt);
      counts.leaps++;
      counts.swept += layer.n;
      counts.updates += layer.n * this.instants(room, arrivals);
      counts.walked += leapt.walked;
      counts.solves += leapt.solves;
    }

    override undoLeap(layer: Layer, room: number, leapt: Leapt): void {
      counts.undone++;
      super.undoLeap(layer, room, leapt);
    }

    /** Arrivals in a room, of which those at one instant are the same event. */
    private instants(room: number, arrivals: number): number {
      const fields = new Float64Array(this.buffer, room, arrivals * ARRIVAL_FIELDS);
      const times = new Set<number>();
      for (let at = 0; at < fields.length; at += ARRIVAL_FIELDS) times.add(fields[at]);
      return times.size;
    }
  }
  return { Compute: CountingKernel, counts, bytes: () => memory };
}
