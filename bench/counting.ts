import type { Crossing } from '../src/engine/crossing.ts';
import { Kernel } from '../src/engine/kernel.ts';
import type { Layer } from '../src/engine/layer.ts';
import type { ComputeClass } from '../src/engine/network-state.ts';

/** How often the inner loops were called, whatever the time that took. */
export interface Counts {
  /** Layers brought up to date. */
  passes: number;
  /** Neurons in them. */
  updates: number;
  /** Crossings solved for, whether an event came of it or not. */
  solves: number;
  /** Of those, the ones that only raised a bound. */
  idle: number;
}

/** A kernel for one simulator, and the counts it keeps. */
export function countingKernel(): { readonly Compute: ComputeClass; readonly counts: Counts } {
  const counts: Counts = { passes: 0, updates: 0, solves: 0, idle: 0 };
  class CountingKernel extends Kernel {
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
  }
  return { Compute: CountingKernel, counts };
}
