import type { Rest } from '../analysis/rest.ts';
import type { Outcome } from '../model/outcomes.ts';

/** The word put on a run, and what it rests on. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Settled, but a mode grows at the rest or there is none: only the thresholds hold the chip. */
  readonly deadZone: boolean;
  /** The stationary state at which, but for its thresholds, it rests; null: none, or it does not rest. */
  readonly rest: Rest | null;
}

/** A word that rests on nothing else. */
export function bareVerdict(outcome: Outcome): Verdict {
  return { outcome, deadZone: false, rest: null };
}
