import { defaultLimits } from '../engine/limits.ts';
import type { Limits, Observe } from '../engine/run.ts';

/** What a scenario states of the limits; null: not stated. */
interface Stated {
  readonly horizon: number | null;
  readonly maxEvents: number | null;
  readonly observe?: Observe;
}

/** Limits of a run on a chip whose nominal time constant is `tau`, s. */
export function trialLimits(tau: number, { horizon, maxEvents, observe }: Stated): Limits {
  return { horizon: horizon ?? defaultLimits(tau).horizon, maxEvents, observe };
}
