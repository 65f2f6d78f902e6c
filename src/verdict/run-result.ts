import type { Outlook } from '../analysis/outlook.ts';
import type { Compartments } from '../chip/chip.ts';
import type { StoppedBy } from '../engine/run.ts';
import type { StandardErrors } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** What was seen of a noisy chip. */
export interface Watch {
  /** The window, s. */
  readonly from: number;
  readonly to: number;
  /** When the chip was first found to have left the rest of its noiseless twin, s; null: it stayed. */
  readonly left: number | null;
  /** Of the averages; null where it left. */
  readonly standardErrors: StandardErrors | null;
}

/** What is known of a presentation, from whichever engine. Times, events and energies are null where nothing was simulated. */
export interface Presentation extends Pick<Verdict, 'outcome' | 'deadZone'> {
  readonly stoppedBy: StoppedBy | null;
  /** s; null unless the chip came to rest in a stable word. */
  readonly settleTime: number | null;
  readonly events: { readonly activity: number; readonly difference: number } | null;
  /** m_k per layer; index 0 is the input. */
  readonly activity: readonly Float64Array[];
  /** d_k per layer, auto-zeroed where the chip does so; null at 0. */
  readonly difference: readonly (Float64Array | null)[];
  /** J; null where the chip states no energies. */
  readonly energy: number | null;
  /** The part of it before nudging, J, which an inference alone takes; null also where the chip has no free phase. */
  readonly freeEnergy: number | null;
  /** Rails that a clipped chip would need, full scales; null: it is not clipped. */
  readonly railsNeeded: readonly [low: number, high: number] | null;
  /** Null without noise, and where the twin's word was the answer. */
  readonly watch: Watch | null;
  /** The branch, and what it foretold. */
  readonly outlook: Outlook;
}

/** How a run ended, and the settled state, the state at its end, or the average over the observation window. */
export interface RunResult extends Presentation, Verdict {
  readonly stoppedBy: StoppedBy;
  /** Time of the last change of any input, s, with noise of the noiseless twin; null unless the chip came to rest in a stable word. */
  readonly settleTime: number | null;
  /** Simulated time, s. */
  readonly endTime: number;
  /** The event budget. */
  readonly maxEvents: number;
  readonly events: { readonly activity: number; readonly difference: number };
  /** Compartment outputs s_c per layer; null at 0. */
  readonly state: readonly (Compartments | null)[];
  /** a_L at the end. */
  readonly output: Float64Array;
}
