import type { Rule } from '../model/rules.ts';
import type { PairedChange } from '../montecarlo/statistics/paired-change.ts';
import type { Interval } from '../montecarlo/statistics/proportion.ts';
import type { PairedMetric } from './tally/paired-values.ts';

/** The first two rules on the same chips. */
export interface Comparison extends Pairs {
  readonly first: Rule;
  readonly second: Rule;
  /** Same: alpha is 1/2 and all results are identical. Nominally same: it is 1/2 up to a spread. */
  readonly circuit: 'same' | 'nominally same' | 'different';
}

/** A rule at a point against the same rule at another, on the same chips. */
export interface PointChange extends Pairs {
  readonly rule: Rule;
  /** Index of the other. */
  readonly against: number;
}

/** First minus second, chip by chip. */
export interface Pairs {
  readonly stable: PairedDifference;
  readonly inRange: PairedDifference;
  readonly aligned: PairedDifference;
  /** Those of which a chip has a value under both. */
  readonly metrics: readonly MetricDifference[];
}

/** What a test gave, alone and as one of several. */
export interface Adjusted {
  /** Two-sided. */
  readonly p: number;
  /** Holm's, over so many tests of the same quantity; null where there is nothing to test. */
  readonly adjustedP: number | null;
  readonly tests: number;
}

export interface PairedDifference extends Adjusted {
  /** Chips of which the answer is known under both. */
  readonly n: number;
  /** Chips with a row under both that could not be run, or are undecided, under one of them. */
  readonly leftOut: number;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** Yield of the first minus that of the second, with Newcombe's 95 % interval; null without common chips. p: exact McNemar. */
  readonly difference: number | null;
  readonly interval: Interval;
}

/** p: exact sign test. */
export interface MetricDifference extends PairedChange, Adjusted {
  readonly metric: PairedMetric;
  /** Chips with a row under both and without a finite value under one of them. */
  readonly leftOut: number;
}
