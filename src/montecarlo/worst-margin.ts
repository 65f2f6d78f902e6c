import { sampleLoop } from '../analysis/loop-sample.ts';
import { loopMargins } from '../analysis/margins.ts';
import { smallSignal } from '../analysis/small-signal.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeResponse } from '../engine/free-response.ts';
import { staticState } from '../learning/static-state.ts';

/** The loci at the stationary state are taken to be at most so many times those of the free chip at omega = 0. */
const PEAKING = 4;

/**
 * Smallest gain margin over the probes, each at its stationary state; null: infinite. A gain margin is at least 1 over
 * the largest modulus of the loci, so going from the probe with the largest loop gain at omega = 0 to the smallest, the
 * search ends where that bound, PEAKING included, is above the smallest margin found.
 */
export function worstGainMargin(circuit: Circuit, drives: readonly Drive[]): number | null {
  const candidates = drives.map((drive) => ({ drive, loopGain: staticLoopGain(circuit, drive) }));
  candidates.sort((a, b) => b.loopGain - a.loopGain);
  let smallest = Infinity;
  for (const { drive, loopGain } of candidates) {
    if (1 / (PEAKING * loopGain) > smallest) break;
    smallest = Math.min(smallest, gainMargin(circuit, drive));
  }
  return smallest === Infinity ? null : smallest;
}

/** Largest modulus of the loop's eigenvalues at omega = 0, at the free response. */
function staticLoopGain(circuit: Circuit, drive: Drive): number {
  return sampleLoop(smallSignal(circuit, drive, freeResponse(circuit, drive.input).state), 0).radius;
}

function gainMargin(circuit: Circuit, drive: Drive): number {
  const { state } = staticState(circuit, drive);
  return loopMargins(smallSignal(circuit, drive, state)).gainMargin ?? Infinity;
}
