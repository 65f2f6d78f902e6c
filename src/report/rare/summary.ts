import type { Rule } from '../../model/rules.ts';
import type { FoundChip, RareAnswer } from '../../montecarlo/inquiries/rare-answer.ts';
import { limitOf, type RareQuestion, rareOf } from '../../montecarlo/inquiries/rare-questions.ts';
import { type RareCourse, rareRun } from '../../montecarlo/inquiries/rare-run.ts';
import {
  exceedance,
  type FailureKind,
  failureKinds,
  failureProbability,
  plainChips,
} from '../../montecarlo/rare/estimate.ts';
import type { Repetition, RepetitionEnd } from '../../montecarlo/rare/repetition.ts';
import { type ScaledSigma, scaledSigma } from '../../montecarlo/rare/scaled-sigma.ts';
import { clopperPearsonInterval, type Interval } from '../../montecarlo/statistics/proportion.ts';
import { inSigma } from '../../montecarlo/statistics/spec.ts';
import type { Study } from '../../montecarlo/study.ts';
import { stream } from '../../random/stream.ts';
import type { StudyManifest } from '../../store/study-manifest.ts';
import { axisSummary, coordinatesInWords } from '../axes.ts';
import { chipFile } from '../inquiries/chip-file.ts';
import { headingOf, type InquiryHeading } from '../inquiries/heading.ts';
import { specName } from '../words.ts';

/** summary.json of a rare: every number of its report, from the manifest and the answers alone. */
export interface RareSummary extends InquiryHeading {
  readonly format: 'dyadsim/rare-summary@1';
  /** Independent repetitions, of `chips` a level each, and the probability down to which was looked. */
  readonly repetitions: number;
  readonly downTo: number;
  /** What failing is, and whether it is to have lost a branch. */
  readonly limit: string;
  readonly isLoss: boolean;
  readonly questions: readonly RareResult[];
}

/** The failure probability under one rule at one point of the sweep. */
export interface RareResult {
  readonly at: string;
  readonly rule: Rule;
  readonly beta: number;
  /** Mean over the repetitions; null: none found a chip that fails, and the interval is an upper bound. */
  readonly probability: number | null;
  /** 95 %. */
  readonly interval: Interval;
  /** The yield in sigmas of a normal law, one-sided, of the estimate and of the interval's ends; null: infinite. */
  readonly sigma: { readonly estimate: number | null; readonly low: number | null; readonly high: number | null };
  /** Standard normal draws of a chip. */
  readonly draws: number;
  /** Chips that were looked at. */
  readonly evaluations: number;
  /** As many would have to be counted for an interval as narrow; without an estimate, for a bound as low. */
  readonly plainChips: number;
  /** Of those looked at, the chips of which it is not known how near to failing they are, and why the first is so. */
  readonly unknown: number;
  readonly whyUnknown: string | null;
  /** The chips of the first levels, which are drawn as those of any sweep, and those of them that are unknown. */
  readonly independent: {
    readonly chips: number;
    readonly unknown: number;
    /** Exact 95 % bound of their part, which is not in the interval of the probability. */
    readonly atMost: number;
  };
  readonly repetitions: readonly RareRepetition[];
  readonly kinds: readonly FailureKind[];
  readonly chips: readonly RareChip[];
  /** Where the scenario asks for scaled sigma: an extrapolation from larger draws, no estimate. */
  readonly extrapolated?: {
    readonly counts: RareCourse['scaled'];
    /** Null: too few sigmas at which some chips fail and some do not. */
    readonly toUsual: ScaledSigma | null;
  };
  /** Probability of a score above `score`; for beta / lossBeta, that a branch ends by beta / score. */
  readonly curve: readonly CurvePoint[];
}

export interface RareRepetition {
  readonly probability: number;
  readonly end: RepetitionEnd;
  readonly levels: readonly {
    readonly above: number;
    readonly probability: number;
    readonly evaluations: number;
    readonly failing: number;
    readonly unknown: number;
    readonly accepted: number | null;
  }[];
}

/** A failing chip, with what events say of it. */
export interface RareChip extends Omit<FoundChip, 'lineage'> {
  /** In the folder of the run. */
  readonly file: string;
  /** Null: not known. */
  readonly fails: boolean | null;
  readonly error: string | null;
}

export interface CurvePoint {
  readonly score: number;
  readonly probability: number;
  readonly low: number;
  readonly high: number;
}

export function rareSummary(manifest: StudyManifest, study: Study, answers: readonly RareAnswer[]): RareSummary {
  const { scenario } = manifest;
  const { repetitions, downTo, limit } = rareOf(scenario);
  const axes = scenario.sweep.map(axisSummary);
  const { courses } = rareRun(study, answers);
  return {
    format: 'dyadsim/rare-summary@1',
    ...headingOf(manifest),
    repetitions,
    downTo,
    isLoss: limit === 'lossBeta',
    limit: limit === 'lossBeta' ? 'a branch is lost by beta' : `${specName(limit.spec)} is missed`,
    questions: courses.map((course, q) => {
      return { at: coordinatesInWords(axes, course.question.point.coordinates), ...resultOf(course, study, q) };
    }),
  };
}

function resultOf(course: RareCourse, study: Study, number: number): Omit<RareResult, 'at'> {
  const { question, repetitions, found, confirmed, scaled } = course;
  const estimate = failureProbability(repetitions);
  const { probability, interval } = estimate;
  const levels = repetitions.flatMap((repetition) => repetition.levels);
  const firsts = repetitions.map((repetition) => repetition.levels[0]);
  const independent = firsts.reduce((total, { scores }) => total + scores.length, 0);
  const unknown = firsts.reduce((total, own) => total + own.unknown, 0);
  const sum = (of: 'evaluations' | 'unknown') => levels.reduce((total, level) => total + level[of], 0);
  return {
    rule: question.rule,
    beta: question.point.beta,
    probability,
    interval,
    sigma: {
      estimate: probability === null ? null : -inSigma(probability),
      low: interval[1] === 1 ? null : -inSigma(interval[1]),
      high: interval[0] === 0 ? null : -inSigma(interval[0]),
    },
    draws: limitOf(study, question).space.dimension,
    evaluations: sum('evaluations'),
    plainChips: plainChips(estimate),
    unknown: sum('unknown'),
    whyUnknown: levels.find(({ why }) => why !== null)?.why ?? null,
    independent: { chips: independent, unknown, atMost: clopperPearsonInterval(unknown, independent)[1] },
    repetitions: repetitions.map((repetition) => ({
      probability: failureProbability([repetition]).probability ?? 0,
      end: repetition.end!,
      levels: repetition.levels.map(({ scores: _, why: __, ...level }) => level),
    })),
    kinds: failureKinds(repetitions),
    chips: found.map(({ lineage: _, ...chip }, i) => {
      return { ...chip, file: chipFile(number, question.rule, i), ...(confirmed[i] ?? { fails: null, error: null }) };
    }),
    ...(scaled.length === 0 ? {} : { extrapolated: extrapolatedOf(scaled, study.seed) }),
    curve: curveOf(repetitions, question),
  };
}

/** Bootstrap samples of an extrapolation. */
const SAMPLES = 1000;

function extrapolatedOf(counts: RareCourse['scaled'], seed: string) {
  return { counts, toUsual: scaledSigma(counts, SAMPLES, stream(seed, 'scaled sigma', 'bootstrap')) };
}

/** Values of the score at which the curve is given. */
const STEPS = 40;

/** From where a tenth of all chips is above to failing, as far as a repetition came. */
function curveOf(repetitions: readonly Repetition[], { plan: { failsAt }, spec, point }: RareQuestion): CurvePoint[] {
  // Chips whose branches end beyond where they are followed are not told apart.
  const least = spec === null ? 1 / point.scenario.follow : Number.NEGATIVE_INFINITY;
  const from = Math.max(
    least,
    ...repetitions.map(({ levels: [first] }) => first.scores[Math.floor(first.scores.length / 10)]),
  );
  if (!(from > Number.NEGATIVE_INFINITY && from < failsAt)) return [];
  return Array.from({ length: STEPS + 1 }, (_, i) => from + ((failsAt - from) * i) / STEPS).flatMap((score) => {
    const { probability, interval } = exceedance(repetitions, score);
    return probability === null ? [] : [{ score, probability, low: interval[0], high: interval[1] }];
  });
}
