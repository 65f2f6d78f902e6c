import type { Metric } from '../model/metrics.ts';
import { OUTCOMES, type Outcome } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import type { YieldOnInputs } from '../montecarlo/statistics/inputs.ts';
import type { LimitQuantiles } from '../montecarlo/statistics/limits.ts';
import type { Interval } from '../montecarlo/statistics/proportion.ts';
import type { Quantiles } from '../montecarlo/statistics/quantile.ts';
import type { Foretold } from '../montecarlo/statistics/screened.ts';
import type { SpecVerdict } from '../montecarlo/statistics/spec.ts';
import type { CourseSummary } from './course.ts';
import type { WorstChip } from './worst-chip.ts';

/** One rule at one point. */
export interface CellSummary {
  readonly rule: Rule;
  /** Chips with a row. */
  readonly chips: number;
  /** Chips whose trial could not be run; in no yield and no median. */
  readonly refused: number;
  /** All inputs end in a stable word. */
  readonly stable: Yield;
  /** Stable, and no input is clipped. */
  readonly inRange: Yield;
  /** Stable, and the gradient is within the accepted angle in every layer. */
  readonly aligned: Yield;
  /** What chips keep of the scenario's specs, in its order; and all of them together, null without any. */
  readonly specs: readonly SpecSummary[];
  readonly allSpecs: SpecYield | null;
  /** Chips by the worst outcome of their probes, refused ones last. */
  readonly chipOutcomes: Readonly<Record<ChipOutcome, number>>;
  readonly probeOutcomes: Readonly<Record<Outcome, number>>;
  /** Settled probes that only the thresholds hold. */
  readonly deadZone: number;
  /** Probes that the event budget ended. */
  readonly budgetEnded: number;
  /** Null: no presentation under noise was watched. */
  readonly left: LeftSummary | null;
  /** Null: no chip could be run. */
  readonly inputs: InputsSummary | null;
  /** Worst layer's angle of each stable chip, deg. */
  readonly angleDeg: Quantiles | null;
  /** Per weight layer, over stable chips. */
  readonly layers: readonly { readonly angleDeg: Quantiles | null; readonly normRatio: Quantiles | null }[];
  /** Each chip's median over its probes that came to rest in a stable word, s. */
  readonly settleTime: Quantiles | null;
  /** Slowest such probe of all chips, s. */
  readonly settleTimeMax: number | null;
  /** Mean events per probe of each chip, whatever the outcome. */
  readonly events: Quantiles | null;
  /** Mean energy per probe of each chip, J. */
  readonly energy: Quantiles | null;
  /**
   * What an inference takes of it, J: the part before nudging, or all of it where the chip is nudged from the start, for then one
   * phase gives the activity and the difference.
   */
  readonly energyPerInference: Quantiles | null;
  /** What one input's part of an update takes, J: all of it; no pulse that changes a weight is in it. */
  readonly energyPerUpdate: Quantiles | null;
  readonly accuracy: Quantiles | null;
  /** Standard error of the averaged d, root mean square of each chip, full scales; null: no noise. */
  readonly differenceError: Quantiles | null;
  /** Gain margins over chips, infinite ones left out; null: none finite. */
  readonly gainMargin: Quantiles | null;
  /** The smallest of them and its chip; null: none finite. */
  readonly smallestMargin: { readonly value: number; readonly chip: number } | null;
  /**
   * Phase margins over chips, deg: infinite ones left out, and those of chips with an input whose gain margin is below 1 or
   * whose branch has ended; null: none is left. This and the three below are absent where no spec is on them.
   */
  readonly phaseMargin?: Quantiles | null;
  /** The smallest of them and its chip. */
  readonly smallestPhaseMargin?: { readonly value: number; readonly chip: number } | null;
  /** Fraction of the whole test set that each free chip classifies correctly. */
  readonly testAccuracy?: Quantiles | null;
  /** Loss at the output of each free chip, mean over the probes. */
  readonly loss?: Quantiles | null;
  /** Chips with a gain margin below 1, and with a probe whose branch has ended. */
  readonly marginBelowOne: number;
  readonly lostBranch: number;
  /** Smallest beta over each chip's probes at which a branch ends; none: as far as it was followed it does not. */
  readonly lossBeta: LimitQuantiles | null;
  /** The same in units of beta; a chip whose branches do not end counts with as far as they were followed. */
  readonly lossFactor: Quantiles | null;
  /** Largest beta for which a chip is proved stable; none: for every beta. */
  readonly certifiedBeta: LimitQuantiles | null;
  /** Smallest beta at which the search for the worst input broke a chip; none: it did not, or was not made. */
  readonly failingBeta: LimitQuantiles | null;
  /** Null: no input is clipped. */
  readonly railsNeeded: RailsNeeded | null;
  /** Indices of the first chips that are not stable, at most 20, to look at. */
  readonly unstableChips: readonly number[];
  /** The worst first; fewer of each the more points and rules there are, of a large sweep none. */
  readonly worstChips: readonly WorstChip[];
  /** How what was watched became known; absent of a sweep with a fixed number of chips. */
  readonly courses?: readonly CourseSummary[];
}

/** Fraction of the chips that could be run that pass a criterion on all inputs. */
export interface Yield {
  /** Chips that could be run. */
  readonly n: number;
  readonly passed: number;
  /** Chips of which it is not known: an undecided input. */
  readonly unknown: number;
  /** Chips that could not be run; in neither number. */
  readonly refused: number;
  /** Passed chips with an input that only the encoders' thresholds hold. */
  readonly deadZone: number;
  /** Of n, from every unknown chip failing to every one passing; null: n is 0. */
  readonly fraction: Interval | null;
  /** 95 %, enclosing those of both ends. Of a sweep that could end (`until`) the confidence sequence, here and below. */
  readonly wilson: Interval;
  readonly clopperPearson: Interval;
  /** Of all chips, from all refused and unknown ones failing to all passing; null: none refused, or both at most 1 %. */
  readonly ofAll: { readonly chips: number; readonly fraction: Interval; readonly wilson: Interval } | null;
  /** Of engine: screened, from which the fraction and its intervals are then estimated; null: every chip was asked. */
  readonly screened: ScreenedSummary | null;
}

/** Chips that keep a spec, and what that shows. */
export interface SpecYield {
  readonly passed: number;
  readonly failed: number;
  /** Of which it is not known. */
  readonly unknown: number;
  /** That could not be run. */
  readonly refused: number;
  /** Of all of them, from all unknown and refused ones failing to all passing; null: there are none. */
  readonly fraction: Interval | null;
  /** Exact one-sided 95 % bounds of those; of a sweep that could end (`until`) the confidence sequence. */
  readonly bounds: Interval;
  /** Of the fraction's ends and the bounds, in sigmas of a normal law, one-sided; null: of 0 or of all. */
  readonly sigma: { readonly fraction: readonly (number | null)[] | null; readonly bounds: readonly (number | null)[] };
}

export interface SpecSummary extends SpecYield {
  readonly name: string;
  readonly metric: Metric;
  /** SI units; null: no such bound. */
  readonly min: number | null;
  readonly max: number | null;
  /** As it was asked for, and as a fraction; null: none. */
  readonly target: { readonly asked: string; readonly fraction: number; readonly chipsWithoutFailure: number } | null;
  readonly verdict: SpecVerdict | null;
}

/** What the static engine foretold of a criterion, and what events said where they were asked. */
export interface ScreenedSummary {
  /** Chips simulated, all told. */
  readonly simulated: number;
  /** Chips near their limit, all simulated; those of them that came out otherwise than foretold. */
  readonly near: {
    readonly chips: number;
    readonly passed: number;
    readonly unknown: number;
    readonly otherwise: number;
  };
  /** The others, by what was foretold. */
  readonly passing: CheckedSummary;
  readonly failing: CheckedSummary;
}

export interface CheckedSummary extends Foretold {
  /** Of those checked at random, the part that is otherwise than foretold: exact 95 % bounds. */
  readonly bounds: Interval;
}

/** Presentations under noise, counted one by one. */
export interface LeftSummary {
  readonly left: number;
  readonly watched: number;
  /** Chips that were watched. */
  readonly chips: number;
  readonly fraction: number;
  /** 95 %, chips taken as clusters. */
  readonly interval: Interval;
}

/** What the number of inputs has to do with the stable yield. */
export interface InputsSummary {
  /** Inputs tried on every chip. */
  readonly tried: number;
  /** From 1 to as many inputs as were tried. */
  readonly curve: readonly YieldOnInputs[];
  /** Fraction of each chip's inputs that fail, every undecided input passing and failing. */
  readonly failing: { readonly low: Quantiles; readonly high: Quantiles; readonly worst: Interval };
  /** Chips by their numbers of failing and undecided inputs. */
  readonly chips: readonly { readonly failing: number; readonly undecided: number; readonly chips: number }[];
}

/** Rails that would not have cut the clipped inputs, full scales. */
export interface RailsNeeded {
  /** Chips with a clipped input. */
  readonly chips: number;
  readonly low: Quantiles;
  readonly high: Quantiles;
  /** Enough for all of them. */
  readonly enough: Interval;
}

/** How a chip ended: as the worst of its probes did, from best to worst; or it could not be run. */
export const CHIP_OUTCOMES = [...OUTCOMES, 'refused'] as const;
export type ChipOutcome = (typeof CHIP_OUTCOMES)[number];
