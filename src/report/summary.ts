import type { Proportion } from '../montecarlo/statistics/proportion.ts';
import type { Quantiles } from '../montecarlo/statistics/quantile.ts';
import { type Loss, type Nudge, OUTCOMES, type Outcome, type Rule, type SourceQuality } from '../vocabulary.ts';

/** summary.json: every number of a report, computed from the manifest and the rows alone. */
export interface Summary {
  readonly format: 'dyadsim/summary@1';
  readonly name: string;
  readonly description: string;
  readonly command: string;
  readonly versions: { readonly dyadsim: string; readonly node: string };
  readonly seed: string;
  readonly setup: Setup;
  readonly device: DeviceSummary;
  readonly rules: readonly Rule[];
  readonly axes: readonly AxisSummary[];
  /** Trials (chip x rule x point) that the scenario asks for, and that have a row. */
  readonly trials: { readonly expected: number; readonly found: number };
  readonly points: readonly PointSummary[];
  /** Ranges of the first numeric axis in which a required yield is reached; empty without such an axis. */
  readonly windows: readonly UsableWindow[];
  /** Null: no chip has a finite gain margin, or margins were not computed. */
  readonly margins: readonly MarginSummary[] | null;
  /** Trials that could not be run; they count as not stable. */
  readonly failures: readonly Failure[];
}

export interface Setup {
  readonly layers: readonly number[];
  readonly weights: string;
  readonly dataset: string;
  readonly loss: Loss;
  readonly nudge: Nudge;
  readonly chips: number;
  readonly probes: number;
  /** s; null: 500 times the largest nominal time constant. */
  readonly horizon: number | null;
  readonly criticalBeta: number | null;
  readonly testAccuracy: number | null;
}

export interface DeviceSummary {
  readonly name: string;
  readonly description: string;
  readonly noisy: boolean;
  readonly provenance: readonly {
    readonly path: string;
    readonly value: string;
    readonly source: string;
    readonly quality: SourceQuality;
  }[];
}

export interface AxisSummary {
  readonly path: string;
  /** Short, for labels: "alpha". */
  readonly name: string;
  /** For the axis of a chart: "asymmetry of the nudging, alpha". */
  readonly title: string;
  readonly labels: readonly string[];
  readonly values: readonly (number | string)[];
  readonly numeric: boolean;
}

/** One point of the sweep. */
export interface PointSummary {
  readonly index: number;
  /** The axes' values in words: "alpha = 0.25, nudge = held"; "as described" without axes. */
  readonly label: string;
  readonly coordinates: readonly { readonly path: string; readonly label: string; readonly value: number | string }[];
  readonly beta: number;
  /** Nominal alpha; null: the sweep changes the device, and the run does not record each one's alpha. */
  readonly alpha: number | null;
  readonly acceptAngleDeg: number;
  readonly cells: readonly CellSummary[];
  /** Null with a single rule. */
  readonly comparison: Comparison | null;
}

/** One rule at one point. */
export interface CellSummary {
  readonly rule: Rule;
  /** Chips with a row. */
  readonly chips: number;
  /** Chips whose trial could not be run; among the chips, and neither stable nor aligned. */
  readonly errors: number;
  readonly stable: Proportion;
  readonly aligned: Proportion;
  /** Chips by the worst outcome of their probes, errors last. */
  readonly chipOutcomes: Readonly<Record<ChipOutcome, number>>;
  readonly probeOutcomes: Readonly<Record<Outcome, number>>;
  /** Probes that the event budget ended. */
  readonly budgetEnded: number;
  /** Worst layer's angle of each stable chip, deg. */
  readonly angleDeg: Quantiles | null;
  /** Per weight layer, over stable chips. */
  readonly layers: readonly { readonly angleDeg: Quantiles | null; readonly normRatio: Quantiles | null }[];
  /** Each chip's median over its settled probes, s. */
  readonly settleTime: Quantiles | null;
  /** Slowest settled probe of all chips, s. */
  readonly settleTimeMax: number | null;
  /** Mean events per probe of each chip, whatever the outcome. */
  readonly events: Quantiles | null;
  /** Mean energy per probe of each chip, J. */
  readonly energy: Quantiles | null;
  readonly accuracy: Quantiles | null;
  /** Gain margins over chips, infinite ones left out; null: none finite. */
  readonly gainMargin: Quantiles | null;
  /** Chips with a gain margin below 1. */
  readonly predictedUnstable: number;
  /** Indices of the first chips that are not stable, at most 20, to look at. */
  readonly unstableChips: readonly number[];
}

/** How a chip ended: as the worst of its probes did, or with a trial that could not be run; from best to worst. */
export const CHIP_OUTCOMES = [...OUTCOMES, 'error'] as const;
export type ChipOutcome = (typeof CHIP_OUTCOMES)[number];

/** The first two rules on the same chips. */
export interface Comparison {
  readonly first: Rule;
  readonly second: Rule;
  /** Same: alpha is 1/2 (or not known) and all results are identical. Nominally same: it is 1/2 up to a spread. */
  readonly circuit: 'same' | 'nominally same' | 'different';
  readonly stable: PairedDifference;
  readonly aligned: PairedDifference;
}

export interface PairedDifference {
  /** Chips with a row under both rules. */
  readonly n: number;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** Exact McNemar, two-sided. */
  readonly p: number;
  /** Yield of the first minus that of the second, with Newcombe's 95 % interval; null without common chips. */
  readonly difference: number | null;
  readonly interval: readonly [low: number, high: number];
}

/** Where along an axis a rule reaches a required aligned yield. */
export interface UsableWindow {
  readonly rule: Rule;
  readonly axis: string;
  /** The other axes' values; empty with one axis. */
  readonly facet: string;
  readonly requiredYield: number;
  /** Runs of neighbouring sweep values at which the observed yield is enough. */
  readonly observed: readonly Range[];
  /** At which even the lower Wilson limit is. */
  readonly shown: readonly Range[];
}

export interface Range {
  readonly from: string;
  readonly to: string;
  /** The first / last value of the sweep: the window may go on beyond. */
  readonly openBelow: boolean;
  readonly openAbove: boolean;
}

/** Small-signal prediction against simulation, chips at all points of one rule. */
export interface MarginSummary {
  readonly rule: Rule;
  /** Gain margin below 1. */
  readonly predictedUnstable: MarginRow;
  readonly predictedStable: MarginRow;
}

export interface MarginRow {
  readonly chips: number;
  readonly stable: number;
  /** No probe worse than slow. */
  readonly slow: number;
  /** Oscillating, saturated or diverged. */
  readonly unstable: number;
}

export interface Failure {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  readonly error: string;
}
