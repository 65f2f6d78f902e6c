import { hybridOf } from '../../chip/draw-source.ts';
import type { Rule } from '../../model/rules.ts';
import { stream } from '../../random/stream.ts';
import type { Inquiry } from '../inquiry.ts';
import { type PickFreezeRow, pickFreezeRow } from '../statistics/pick-freeze.ts';
import type { Study, StudyPoint } from '../study.ts';
import { ChipTrials } from '../trial.ts';
import { changeLines, criteriaOf, isChanged } from './changes.ts';
import { type MetricValue, metricValue } from './metric-value.ts';
import { questionOf, shareGroups } from './share-groups.ts';
import { specLetters } from './spec-letters.ts';
import type { Letters } from './transitions.ts';

/** What is asked: the hybrids of one chip and its twin, or one chip with every change of its device. */
export type SensitivityRequest = ShareRequest | ChangeRequest;
export type SensitivityAnswer = ShareAnswer | ChangeAnswer;

/** All hybrids of one chip and its twin at one point of the sweep. */
export interface ShareRequest {
  readonly point: number;
  /** Number of the chip. */
  readonly row: number;
}

/** The metric of every hybrid, in the order of `shareRow`, under every rule. */
export interface ShareAnswer extends ShareRequest {
  readonly rules: readonly {
    readonly rule: Rule;
    readonly values: readonly MetricValue[];
    /** Why the first hybrid that could not be run could not; null: all could. */
    readonly error: string | null;
  }[];
}

export interface ChangeRequest {
  readonly chip: number;
}

/** A chip at every point of the sweep, by point, under every rule. */
export interface ChangeAnswer extends ChangeRequest {
  readonly points: readonly (readonly {
    /** Whether it keeps each of `criteriaOf`. */
    readonly letters: Letters;
    readonly value: MetricValue;
  }[])[];
}

/**
 * What of a chip's spreads the variance of a metric is from: chips and twins of them, and hybrids that have some groups of
 * draws from the one and the others from the other. Where the sweep has single changes of the device, also what these do to
 * the chips, each compared with itself.
 */
export const sensitivity: Inquiry<SensitivityRequest, SensitivityAnswer> = {
  next(study, answers) {
    if (answers.length > 0) return [];
    const shares = study.points.flatMap((point) => {
      if (!isShared(study, point)) return [];
      return Array.from({ length: point.scenario.chips }, (_, row) => ({ point: point.index, row }));
    });
    if (changeLines(study).length === 0) return shares;
    return [...shares, ...Array.from({ length: study.points[0].scenario.chips }, (_, chip) => ({ chip }))];
  },

  answer(study, request) {
    if ('chip' in request) return changesOf(study, request.chip);
    const { point: index, row } = request;
    const point = study.points[index];
    const { scenario } = point;
    const { names, groupOf } = shareGroups(study, point);
    const { metric } = questionOf(scenario);
    const hybrids = shareRow(study, row, names.length).hybrids.map((twins) => {
      const origin = hybridOf(study.seed, row, (source) => twins.includes(groupOf(source)));
      return new ChipTrials(study, row, origin).run([point]);
    });
    return {
      point: index,
      row,
      rules: scenario.rules.map((rule, r) => ({
        rule,
        values: hybrids.map((trials) => metricValue(metric, trials[r], scenario)),
        error: hybrids.map((trials) => trials[r].error).find((error) => error !== null) ?? null,
      })),
    };
  },
};

function changesOf(study: Study, chip: number): ChangeAnswer {
  const rows = new ChipTrials(study, chip).run();
  let at = 0;
  return {
    chip,
    points: study.points.map(({ scenario }) =>
      scenario.rules.map(() => {
        const row = rows[at++];
        return {
          letters: specLetters(row, criteriaOf(scenario), scenario),
          value: metricValue(questionOf(scenario).metric, row, scenario),
        };
      }),
    ),
  };
}

/** Whether shares are asked of a point: something is drawn, and the device is not a changed one. */
export function isShared(study: Study, point: StudyPoint): boolean {
  return !isChanged(point) && shareGroups(study, point).names.length > 0;
}

/** The hybrids of a row, drawn at (seed, 'walk', row): the same at every point that has as many groups. */
export function shareRow({ seed }: Pick<Study, 'seed'>, row: number, groups: number): PickFreezeRow {
  return pickFreezeRow(groups, stream(seed, 'walk', row));
}
