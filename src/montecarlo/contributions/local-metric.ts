import type { State } from '../../analysis/small-signal.ts';
import type { Origin } from '../../chip/sample-chip.ts';

/** A metric of one chip, and how it changes with the chip. */
export interface LocalMetric {
  readonly value: number;
  /** Of what it is made here, such as on which input: between chips of other words it is not smooth. */
  readonly regime: string;
  /** ds/dv of every compartment in each of some states: the metric is smooth as long as none begins or ceases to pass a signal... */
  readonly slopes: readonly State[];
  /** ...in these of them. */
  readonly watched: readonly number[];
  /** The change of the value from one chip to another, both near this one, every compartment on its piece of phi. */
  between(from: Origin, to: Origin): number;
  /**
   * How far every compartment of a chip near this one is above the kink of phi that is nearest to 0 in one of the states, in full scales,
   * by layer and compartment; null: it has no such state.
   */
  aboveKink(origin: Origin, state: number): State | null;
}

/** Why a chip has none: in words that a table counts. */
export type NoMetric = string;

/** A metric of all chips of one rule at one point. */
export interface MetricOfChips {
  of(origin: Origin): LocalMetric | NoMetric;
  /** Of the chip of medians it is a minimum, as an angle is that is 0 there: its derivative is taken a little away from it. */
  readonly isLeastAtMedians: boolean;
}
