import type { Extremes } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import { type ExtremesAnswer, type ExtremesCourse, extremesRun } from '../../montecarlo/extremes/course.ts';
import { extremesOf } from '../../montecarlo/extremes/questions.ts';
import type { MeasuredChip, Round } from '../../montecarlo/extremes/search.ts';
import type { Study } from '../../montecarlo/study.ts';
import type { StudyManifest } from '../../store/study-manifest.ts';
import { axisSummary, coordinatesInWords } from '../axes.ts';
import { chipFile } from '../inquiries/chip-file.ts';
import { headingOf, type InquiryHeading } from '../inquiries/heading.ts';
import { replayCommand } from '../replay.ts';
import { type TailPoint, tailOf } from './tail.ts';

/** summary.json of an extremes: every number of its report, from the manifest and the answers alone. */
export interface ExtremesSummary extends InquiryHeading, Extremes {
  readonly format: 'dyadsim/extremes-summary@1';
  readonly questions: readonly ExtremesResult[];
}

/** The worst chips of one rule at one point of the sweep. */
export interface ExtremesResult {
  readonly at: string;
  readonly rule: Rule;
  readonly beta: number;
  /** Chips that were screened, and those of them that could not be; why the first could not. */
  readonly screened: number;
  readonly unknown: number;
  readonly whyUnknown: string | null;
  /** Chips whose branch ends by `within`, a beta; of the others it is known that theirs do not. */
  readonly kept: number;
  readonly within: number;
  /** Chips that events ran, and those of which events do not tell at which beta they fail. */
  readonly simulated: number;
  readonly undecided: number;
  /** Whether it is shown that none of the worst is missing but with the probability asked for. */
  readonly shown: boolean;
  readonly rounds: readonly Round[];
  /** The worst, as many as asked for, or as fail as far as they were looked at. */
  readonly chips: readonly ExtremeChip[];
  /** The part of all chips whose branch ends by each beta. */
  readonly tail: readonly TailPoint[];
}

export interface ExtremeChip extends Omit<MeasuredChip, 'byEvents'> {
  /** Largest beta tried at which it holds by events; null: it fails at all that were tried. */
  readonly holds: number | null;
  /** Smallest at which it fails. */
  readonly fails: number;
  /** In the folder of the run. */
  readonly file: string;
  /** Runs it again where it fails. */
  readonly again: string;
}

export function extremesSummary(
  manifest: StudyManifest,
  study: Study,
  answers: readonly ExtremesAnswer[],
): ExtremesSummary {
  const { scenario } = manifest;
  const axes = scenario.sweep.map(axisSummary);
  return {
    format: 'dyadsim/extremes-summary@1',
    ...headingOf(manifest),
    ...extremesOf(scenario),
    questions: extremesRun(study, answers).courses.map((course, q) => {
      return { at: coordinatesInWords(axes, course.question.point.coordinates), ...resultOf(course, manifest, q) };
    }),
  };
}

function resultOf(course: ExtremesCourse, manifest: StudyManifest, number: number): Omit<ExtremesResult, 'at'> {
  const { question, all, pilot, within, search } = course;
  const { point, rule, worst, miss } = question;
  const ranked = search.ranked();
  const last = search.rounds[search.rounds.length - 1];
  return {
    rule,
    beta: point.beta,
    screened: all.chips,
    unknown: all.unknown,
    whyUnknown: all.why,
    kept: search.kept.length,
    within,
    simulated: ranked.length,
    undecided: ranked.filter(({ byEvents }) => 'undecided' in byEvents).length,
    shown: last !== undefined && last.missed <= miss,
    rounds: search.rounds,
    chips: ranked.slice(0, worst).flatMap(({ byEvents, ...chip }, i): ExtremeChip[] => {
      if ('undecided' in byEvents || byEvents.fails === null) return [];
      const { holds, fails } = byEvents;
      const again = `${replayCommand(manifest, { point: point.index, chip: chip.chip, rule })} --beta ${fails}`;
      return [{ ...chip, holds, fails, file: chipFile(number, rule, i), again }];
    }),
    tail: tailOf(search.kept, all.chips - all.unknown, pilot, within),
  };
}
