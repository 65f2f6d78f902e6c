import type { SamplingPlan } from '../config/plan.ts';
import type { Until } from '../config/scenario.ts';
import type { Activation } from '../model/activations.ts';
import type { Loss } from '../model/losses.ts';
import type { Rule } from '../model/rules.ts';
import type { BranchFate, Engine, Nudge, SourceQuality } from '../model/vocabulary.ts';
import type { Ended } from '../montecarlo/row.ts';
import type { StatedNetwork } from './network-name.ts';
import type { CellSummary } from './summary-cell.ts';
import type { CriticalSummary } from './summary-critical.ts';
import type { ExampleSummary } from './summary-examples.ts';
import type { LoopSummary } from './summary-loops.ts';
import type { Comparison, PointChange } from './summary-pairs.ts';
import type { MarginTail } from './summary-tail.ts';

/** summary.json: every number of a report, computed from the manifest and the rows alone. */
export interface Summary {
  readonly format: 'dyadsim/summary@1';
  readonly name: string;
  readonly description: string;
  readonly command: string;
  /** The scenario as the command named it. */
  readonly scenarioFile: string;
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
  /** What the branches foretold against how the runs ended, all simulated points together; null: none has a branch. */
  readonly predictions: readonly Prediction[] | null;
  /** By line of betas and rule, where chips end against where their branches do; empty of a sweep that does not vary beta, or was not simulated. */
  readonly critical: readonly CriticalSummary[];
  /** The first input of every chip whose end its branch did not foretell; of the first thousand such chips of the sweep. */
  readonly surprises: readonly Surprise[];
  /** Trials that could not be run, and are in no yield; the first thousand of the sweep. */
  readonly refusals: readonly Refusal[];
  /** Why trials could not be run, all of them counted, the commonest reason first. */
  readonly reasons: readonly { readonly reason: string; readonly trials: number }[];
  /** By rule, how chips come down to small gain margins. */
  readonly tails: readonly MarginTail[];
  /** By rule, of three chips that were made again; null: none was, as with --no-report and --no-again. */
  readonly loops: readonly LoopSummary[] | null;
  /** By rule and outcome, a chip that was run again; null: as above. */
  readonly examples: readonly ExampleSummary[] | null;
}

export interface Setup extends StatedNetwork {
  readonly weights: string;
  readonly dataset: string;
  readonly loss: Loss;
  readonly nudge: Nudge;
  readonly chips: number;
  /** When the sweep was to end, and the chips that it had at most; null: it had a fixed number. */
  readonly until: Until | null;
  readonly chipsAtMost: number;
  /** How chips are spread over what is common to a die; null: they are independent. */
  readonly plan: SamplingPlan | null;
  readonly probes: number;
  /** s; null: 500 times the largest nominal time constant. */
  readonly horizon: number | null;
  readonly criticalBeta: number | null;
  readonly testAccuracy: number | null;
}

export interface DeviceSummary {
  readonly name: string;
  readonly description: string;
  readonly activation: Activation;
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
  /** Nominal alpha. */
  readonly alpha: number;
  readonly acceptAngleDeg: number;
  /** What its numbers are from. */
  readonly engine: Engine;
  /** Branches were followed to so many times beta. */
  readonly follow: number;
  readonly cells: readonly CellSummary[];
  /** Null with a single rule. */
  readonly comparison: Comparison | null;
  /** Each rule against the same at another point; empty at the point with which others are compared. */
  readonly changes: readonly PointChange[];
}

/** Where along an axis a rule reaches a required aligned yield. */
export interface UsableWindow {
  readonly rule: Rule;
  readonly axis: string;
  /** The other axes' values; empty with one axis. */
  readonly facet: string;
  readonly requiredYield: number;
  /** Runs of neighbouring sweep values at which the yield is enough, unknown and refused chips failing where they count. */
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

/** One rule: probes by what their branch foretold, and how they ended. */
export interface Prediction {
  readonly rule: Rule;
  readonly branches: Readonly<Record<BranchFate, Ended>>;
  /** Chips (at all points) with a probe whose end its branch did not foretell. */
  readonly surprises: number;
}

export interface Surprise {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  /** The first of the chip's. */
  readonly probe: number;
  /** The chip's disagreements: "branch stable, run unstable: 2". */
  readonly found: string;
  /** Runs it again. */
  readonly command: string;
}

export interface Refusal {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  readonly error: string;
}
