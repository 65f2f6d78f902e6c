import type { Chip } from '../chip/chip.ts';
import { defaultLimits } from '../engine/limits.ts';
import type { Limits } from '../engine/run.ts';

/** What a scenario states of the limits; null: not stated. */
interface Stated {
  readonly horizon: number | null;
  readonly maxEvents: number | null;
}

/** Limits of a run on a chip whose nominal time constant is `tau`, s. */
export function trialLimits(chip: Chip, tau: number, { horizon, maxEvents }: Stated): Limits {
  const usual = defaultLimits(chip, tau);
  return { horizon: horizon ?? usual.horizon, maxEvents: maxEvents ?? usual.maxEvents };
}
