import type { Rule } from '../model/rules.ts';

/** One rule along one line of betas: where chips were found to end, against where their branches do. */
export interface CriticalSummary {
  readonly rule: Rule;
  /** The other axes' values in words; empty without such. */
  readonly facet: string;
  /** Ascending, with the indices of their points. */
  readonly betas: readonly number[];
  readonly points: readonly number[];
  /** Chips that events ran at every beta. */
  readonly chips: number;
  /** Of those: that neither end up to the largest beta nor were foretold to; that end in the step of the sweep in which they were foretold to; */
  readonly beyond: number;
  readonly agreeing: number;
  /** before, and after it or not at all. */
  readonly earlier: number;
  readonly later: number;
  /** That are stable again at a larger beta. */
  readonly again: number;
  /** Chips that lack a row or a run at some beta, or could not be run. */
  readonly leftOut: number;
  /** The first chips that end, or were foretold to. */
  readonly drawn: readonly CriticalChip[];
  /** The first that end earlier or later. */
  readonly off: readonly CriticalChip[];
}

/** Where a chip ends: above `from` and no higher than `to`. */
export interface CriticalChip {
  readonly chip: number;
  /** Smallest beta at which a branch ends; null: none does, as far as followed. */
  readonly predicted: number | null;
  /** Largest beta below all at which the chip was not stable, or not known to be; null: there is none. */
  readonly from: number | null;
  /** Smallest beta at which it was not; null: it was stable, or undecided, at every one. */
  readonly to: number | null;
}
