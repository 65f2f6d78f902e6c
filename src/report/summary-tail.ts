import type { Rule } from '../model/rules.ts';
import type { Interval } from '../montecarlo/statistics/proportion.ts';

/** One rule: how its chips come down to small gain margins, at one point of the sweep. */
export interface MarginTail {
  readonly rule: Rule;
  /** Index of the point: that at which most chips are beyond the limit, and of several that of the smallest margin; null: no chip could be run. */
  readonly point: number | null;
  /** Chips of that point that could be run, and that could not. */
  readonly chips: number;
  readonly refused: number;
  /** Of those that could: with an input whose branch is lost, below every margin; with none that beta brings to its limit; of which it is not known. */
  readonly lost: number;
  readonly infinite: number;
  readonly unknown: number;
  /** Chips below some margins, among them none at all. */
  readonly edges: readonly (Below & { readonly decibels: number })[];
  /** At margins of chips, ascending: all of the smallest, then fewer. */
  readonly steps: readonly (Below & { readonly margin: number })[];
}

/** Chips with less margin, or at a step with no more, those without a branch among them. */
export interface Below {
  readonly chips: number;
  /** Exact 95 % of their part of all that could be run, every unknown one above to every one below. */
  readonly interval: Interval;
}
