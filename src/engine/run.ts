import type { Compartments } from '../chip/chip.ts';
import type { Outcome } from '../vocabulary.ts';

/** What ended it as a computation. */
export type StoppedBy = 'quiescence' | 'horizon' | 'event-budget' | 'divergence';

export interface Limits {
  /** How long the input is presented, s. */
  readonly horizon: number;
  /** Events after which the run is ended whatever it does. */
  readonly maxEvents: number;
}

/** Settled state, or the state at the end of a run that did not settle, or the average over the observation window. */
export interface RunResult {
  readonly outcome: Outcome;
  readonly stoppedBy: StoppedBy;
  /** Time of the last change of any input, s; null unless the run settled. */
  readonly settleTime: number | null;
  /** Simulated time, s. */
  readonly endTime: number;
  readonly events: { readonly activity: number; readonly difference: number };
  /** Compartment outputs s_c per layer; null at 0. */
  readonly state: readonly (Compartments | null)[];
  /** m_k per layer; index 0 is the input. */
  readonly activity: readonly Float64Array[];
  /** d_k per layer, auto-zeroed where the chip does so; null at 0. */
  readonly difference: readonly (Float64Array | null)[];
  /** a_L at the end. */
  readonly output: Float64Array;
  /** J; null where the chip states no energies. */
  readonly energy: number | null;
}
