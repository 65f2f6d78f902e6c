import { gainMarginBelow } from '../analysis/margins.ts';
import { smallSignal } from '../analysis/small-signal.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { staticState } from '../learning/static-state.ts';

/**
 * Smallest gain margin over the probes, each at its stationary state (a noisy or unstable chip has no other operating
 * point); null: infinite. No probe can be left out: which has the smallest margin does not follow from its loop gain at
 * omega = 0. A held error closes no loop.
 */
export function worstGainMargin(circuit: Circuit, drives: readonly Drive[]): number | null {
  let smallest: number | null = null;
  for (const drive of drives) {
    if (drive.nudge === 'held') continue;
    const signal = smallSignal(circuit, drive, staticState(circuit, drive).state);
    smallest = gainMarginBelow(signal, smallest) ?? smallest;
  }
  return smallest;
}
