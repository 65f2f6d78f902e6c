import type { Outcome } from '../model/outcomes.ts';

/** A chip of a rule and point that is worth a look. */
export interface WorstChip {
  readonly chip: number;
  /** As its worst input ended. */
  readonly outcome: Outcome;
  /** Inputs that fail, and of which it is not known. */
  readonly failing: number;
  readonly undecided: number;
  /** Smallest of its inputs' finite ones; null: none is finite, or a branch is lost. */
  readonly gainMargin: number | null;
  /** Beta at which its first branch ends; null: as far as it was followed none does. */
  readonly lossBeta: number | null;
  /** Worst layer, deg; null: a layer has none, as in a chip that is not stable. */
  readonly angleDeg: number | null;
  /** Its slowest input that came to rest in a stable word, s. */
  readonly settleTimeMax: number | null;
  /** Mean over its inputs; J. */
  readonly events: number | null;
  readonly energy: number | null;
}
