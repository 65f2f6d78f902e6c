import type { Metric } from '../../model/metrics.ts';
import type { Rule } from '../../model/rules.ts';
import type { Interval } from '../../montecarlo/statistics/proportion.ts';
import type { AnswerCounts } from './answer-pairs.ts';
import type { RunMatch } from './match-runs.ts';

/** Level of what is said to be significant, after Holm's adjustment. */
export const LEVEL = 0.05;

/** What a change comes to: its interval holds 0, or all of it is on one side. */
export type Direction = 'no change within noise' | 'better' | 'worse';

/** A change from run A to run B, and whether it is more than chance. */
export interface Change {
  /** Second minus first, in the unit of the quantity; a yield as a fraction. */
  readonly change: number;
  /** 95 %; an infinite end: the chips do not bound that side. */
  readonly interval: Interval;
  /** Two-sided, of this one comparison. */
  readonly p: number;
  /** The same adjusted for all that are made (Holm). */
  readonly adjustedP: number;
  readonly direction: Direction;
  /** Whether the adjusted p is at most LEVEL. */
  readonly significant: boolean;
}

/** A yield in both runs: of a criterion or a spec. */
export interface YieldComparison extends Change {
  readonly name: string;
  readonly first: AnswerCounts;
  readonly second: AnswerCounts;
  /** Of paired runs: chips known in both, and how they answered. Null: unpaired. */
  readonly pairs: {
    readonly n: number;
    readonly leftOut: number;
    readonly onlyFirst: number;
    readonly onlySecond: number;
  } | null;
  /** Whether a worsening by the margin is ruled out, whatever chips would do that are known in one run only; null: none was given. */
  readonly withinMargin: boolean | null;
}

/** A measure's medians in both runs, over the chips that have it. */
export interface MeasureComparison extends Change {
  readonly name: Metric;
  /** Paired runs: of the same chips. */
  readonly first: { readonly n: number; readonly median: number };
  readonly second: { readonly n: number; readonly median: number };
  /** Chips with a row in both runs that lack it in one or both; null: unpaired. */
  readonly leftOut: number | null;
}

/** One rule at one point. */
export interface CellComparison {
  readonly point: string;
  readonly rule: Rule;
  /** What is not compared here, and why. */
  readonly notCompared: readonly string[];
  readonly yields: readonly YieldComparison[];
  readonly measures: readonly MeasureComparison[];
}

export interface ComparedRun {
  /** Directory. */
  readonly run: string;
  readonly name: string;
  readonly device: string;
  readonly seed: string;
  readonly version: string;
  readonly command: string;
  readonly chips: number;
  readonly trials: { readonly expected: number; readonly found: number };
}

export const RUN_VERDICTS = ['no significant worsening', 'significantly worse', 'too few chips'] as const;
export type RunVerdict = (typeof RUN_VERDICTS)[number];

/** All that `compare` says of two runs; B, the second, is what is judged. */
export interface RunComparison extends Omit<RunMatch, 'points' | 'rules'> {
  readonly format: 'dyadsim/comparison@1';
  readonly first: ComparedRun;
  readonly second: ComparedRun;
  /** Chips with a row in both runs; null: unpaired. */
  readonly pairs: number | null;
  readonly cells: readonly CellComparison[];
  /** How many comparisons were made, over which p is adjusted. */
  readonly comparisons: number;
  /** Worsening of a yield that is to be ruled out; null: none was given. */
  readonly within: number | null;
  readonly verdict: RunVerdict;
  /** What else must be known to read the numbers. */
  readonly notes: readonly string[];
}
