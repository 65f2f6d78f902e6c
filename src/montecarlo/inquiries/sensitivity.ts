import { hybridOf } from '../../chip/draw-source.ts';
import type { Rule } from '../../model/rules.ts';
import { stream } from '../../random/stream.ts';
import type { Inquiry } from '../inquiry.ts';
import { type PickFreezeRow, pickFreezeRow } from '../statistics/pick-freeze.ts';
import type { Study } from '../study.ts';
import { ChipTrials } from '../trial.ts';
import { type MetricValue, metricValue } from './metric-value.ts';
import { questionOf, shareGroups } from './share-groups.ts';

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

/**
 * What of a chip's spreads the variance of a metric is from: chips and twins of them, and hybrids that have some groups of
 * draws from the one and the others from the other.
 */
export const sensitivity: Inquiry<ShareRequest, ShareAnswer> = {
  next(study, answers) {
    if (answers.length > 0) return [];
    return study.points.flatMap((point) => {
      if (shareGroups(study, point).names.length === 0) return [];
      return Array.from({ length: point.scenario.chips }, (_, row) => ({ point: point.index, row }));
    });
  },

  answer(study, { point: index, row }) {
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

/** The hybrids of a row, drawn at (seed, 'walk', row): the same at every point that has as many groups. */
export function shareRow({ seed }: Pick<Study, 'seed'>, row: number, groups: number): PickFreezeRow {
  return pickFreezeRow(groups, stream(seed, 'walk', row));
}
