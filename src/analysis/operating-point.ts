import type { Circuit, Drive } from '../engine/circuit.ts';
import { staticState } from '../learning/static-state.ts';
import type { State } from './small-signal.ts';

/**
 * Where a circuit was linearised: at the `stationary` state; at one where a compartment is `pinned` at a rail that the
 * free chip leaves alone, so that margins are those of a saturated chip; `not-found`: no stationary state at this beta,
 * the one at the largest smaller beta instead; or at a `given` state.
 */
export type OperatingPoint = 'stationary' | 'pinned' | 'not-found' | 'given';

/** The state given, or the stationary state of vanishing thresholds, stable or not. */
export function operatingPoint(circuit: Circuit, drive: Drive, given?: State): { at: OperatingPoint; state: State } {
  if (given !== undefined) return { at: 'given', state: given };
  const { state, converged, pinned } = staticState(circuit, drive);
  return { at: converged ? (pinned ? 'pinned' : 'stationary') : 'not-found', state };
}
