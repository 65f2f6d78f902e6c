import { ln } from '../../model/elementary.ts';
import { isOnLogarithm, type SharedMetric } from '../../model/metrics.ts';
import type { TrialRow } from '../row.ts';
import { columnsOf } from '../row-columns.ts';
import { isAnswer, metricOf, NONE, type SpecContext } from '../spec-answer.ts';

/** Why a chip has no finite value of a metric: it could not be run, its branch is lost, the value is infinite, or not known. */
export const WITHOUT_VALUE = ['refused', 'lost', 'infinite', 'unknown'] as const;
export type WithoutValue = (typeof WITHOUT_VALUE)[number];

/** The finite value of a metric of a chip; `atBound`: it is at least that, having been looked at no farther. */
export type MetricValue = { readonly value: number; readonly atBound: boolean } | WithoutValue;

/** What variance is taken of: a yes is 1 and a no 0; limits of beta are on their natural logarithm. */
export function metricValue(metric: SharedMetric, row: TrialRow, context: SpecContext): MetricValue {
  if (row.error !== null) return 'refused';
  if (isAnswer(metric)) {
    const answer = row[metric];
    return answer === null ? 'unknown' : { value: Number(answer), atBound: false };
  }
  const found = metricOf(metric, columnsOf([row]), 0, context);
  if (found === NONE) return 'lost';
  if (found === null) return 'unknown';
  const [low, high] = found;
  const value = isOnLogarithm(metric) ? ln(low) : low;
  if (Number.isFinite(value)) return { value, atBound: high > low };
  return high > low ? 'unknown' : 'infinite';
}
