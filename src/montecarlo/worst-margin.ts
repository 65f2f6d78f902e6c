import { loopMargins } from '../analysis/margins.ts';
import { smallSignal } from '../analysis/small-signal.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { staticState } from '../learning/static-state.ts';

/**
 * Smallest gain margin over the probes, each at its stationary state (a noisy or unstable chip has no other operating
 * point); null: infinite. No probe can be left out: which has the smallest margin does not follow from its loop gain at
 * omega = 0.
 */
export function worstGainMargin(circuit: Circuit, drives: readonly Drive[]): number | null {
  let smallest: number | null = null;
  for (const drive of drives) {
    const { gainMargin } = loopMargins(smallSignal(circuit, drive, staticState(circuit, drive).state));
    if (gainMargin !== null && (smallest === null || gainMargin < smallest)) smallest = gainMargin;
  }
  return smallest;
}
