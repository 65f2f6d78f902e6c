import type { Chip } from '../chip/chip.ts';
import type { Loss, Nudge } from '../vocabulary.ts';
import type { Nudging } from './nudging.ts';

/** A chip wired for one learning rule. */
export interface Circuit {
  readonly chip: Chip;
  /** Index k = 0 .. L; null at 0. */
  readonly nudging: readonly (Nudging | null)[];
}

/** What a run applies to a circuit at time 0. */
export interface Drive {
  /** x, length n_0. */
  readonly input: Float64Array;
  /** W_0 x + b, length n_1, where the caller has it already. */
  readonly firstInput?: Float64Array;
  /** y, length n_L. */
  readonly target: Float64Array;
  readonly loss: Loss;
  /** Nudging strength. */
  readonly beta: number;
  readonly nudge: Nudge;
}
