import type { Origin } from '../../chip/sample-chip.ts';
import type { Spec } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import { columnsOf } from '../row-columns.ts';
import { isAnswer, metricOf, NONE } from '../spec-answer.ts';
import type { Study, StudyPoint } from '../study.ts';
import { ChipTrials } from '../trial.ts';
import type { Scored } from './chains.ts';

/** Scores above 0 fail: the bounds themselves pass. */
export const MISSED_FROM = Number.MIN_VALUE;

/**
 * The limit state of a spec: by how much the metric of a chip is beyond the nearer of its bounds, infinite for a chip that fails
 * whatever they are.
 */
export function specLimit(study: Study, point: StudyPoint, rule: Rule, spec: Spec): (origin: Origin) => Scored {
  const { scenario } = point;
  const { metric, min, max } = spec;
  if (isAnswer(metric)) throw new Error(`${metric} is a yes or no, which has no limit to come near to`);
  const alone = { ...point, scenario: { ...scenario, rules: [rule] } };
  return (origin) => {
    const [row] = new ChipTrials(study, 0, origin).run([alone]);
    if (row.error !== null) return { score: null, words: row.error };
    const found = metricOf(metric, columnsOf([row]), 0, scenario);
    if (found === NONE)
      return { score: Number.POSITIVE_INFINITY, words: `no ${metric}: not stable, or without gradient` };
    if (found === null) return { score: null, words: `no ${metric} is known` };
    const [low, high] = found;
    const below = min === null ? Number.NEGATIVE_INFINITY : min - low;
    const beyond = max === null ? Number.NEGATIVE_INFINITY : high - max;
    const score = Math.max(below, beyond);
    if (score < MISSED_FROM) return { score, words: null };
    const surely = metric === 'normRatio' || (min !== null && high < min) || (max !== null && low > max);
    if (!surely) return { score: null, words: `${metric} is known to be between ${low} and ${high} only` };
    return { score, words: `${metric} ${below > beyond ? 'too small' : 'too large'}` };
  };
}
