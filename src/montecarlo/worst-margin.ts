import { sampleLoop } from '../analysis/loop-sample.ts';
import { loopMargins } from '../analysis/margins.ts';
import { type SmallSignal, smallSignal } from '../analysis/small-signal.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { RunResult } from '../engine/run.ts';
import { staticState } from '../learning/static-state.ts';

/** The loop gain at some frequency is taken to be at most this many times its modulus at omega = 0. */
const PEAKING = 4;

/**
 * Smallest gain margin over the probes, each at the state where it settled or, if it did not, at its stationary state;
 * null: infinite. The gain margin is at least 1 / (largest modulus of the loci), so going from the largest loop gain at
 * omega = 0 to the smallest, the search ends where that bound, PEAKING included, is above the smallest margin so far.
 */
export function worstGainMargin(
  circuit: Circuit,
  drives: readonly Drive[],
  results: readonly RunResult[],
): number | null {
  const loops = drives.map((drive, i) => {
    const { outcome, state } = results[i];
    const signal = smallSignal(circuit, drive, outcome === 'settled' ? state : staticState(circuit, drive).state);
    return { signal, radius: sampleLoop(signal, 0).radius };
  });
  loops.sort((a, b) => b.radius - a.radius);
  let smallest = Infinity;
  for (const { signal, radius } of loops) {
    if (1 / (PEAKING * radius) > smallest) break;
    smallest = Math.min(smallest, gainMargin(signal));
  }
  return smallest === Infinity ? null : smallest;
}

function gainMargin(signal: SmallSignal): number {
  return loopMargins(signal).gainMargin ?? Infinity;
}
