import type { Spec } from '../config/scenario.ts';
import { ln } from '../model/elementary.ts';
import { CRITERIA, type Criterion, type Metric, type RequestedMetric } from '../model/metrics.ts';
import type { BranchFate } from '../model/vocabulary.ts';
import { ENDED, type RowColumns } from './row-columns.ts';

/** What of a run a spec needs besides the row. */
export interface SpecContext {
  readonly probes: number;
  /** Branches were followed to so many times beta. */
  readonly follow: number;
}

/** Range in which a metric of a chip lies; null: nothing is known of it. A chip that fails whatever the bounds has `NONE`. */
export type Found = readonly [low: number, high: number] | null | typeof NONE;
export const NONE = 'none';

/** Whether the chip of row i keeps a spec; null: it is not known. Of chips that could be run. */
export function answerOf(spec: Spec, rows: RowColumns, i: number, context: SpecContext): boolean | null {
  const { metric } = spec;
  if (isAnswer(metric)) return rows[metric][i];
  const found = metricOf(metric, rows, i, context);
  if (found === NONE) return false;
  if (found === null) return null;
  const [low, high] = found;
  const { min, max } = { min: spec.min ?? Number.NEGATIVE_INFINITY, max: spec.max ?? Number.POSITIVE_INFINITY };
  if (low >= min && high <= max) return true;
  // Of layers the smallest and the largest, and each has to keep the bounds.
  if (metric === 'normRatio') return false;
  return high < min || low > max ? false : null;
}

export function isAnswer(metric: Metric): metric is Criterion {
  return (CRITERIA as readonly Metric[]).includes(metric);
}

/** A metric of the chip of row i, which could be run. */
export function metricOf(
  metric: Exclude<Metric, Criterion>,
  rows: RowColumns,
  i: number,
  { probes, follow }: SpecContext,
): Found {
  switch (metric) {
    case 'angleDeg':
    case 'normRatio':
      return ofLayers(rows, rows[metric], i, metric === 'angleDeg');
    case 'gainMargin':
      return marginOf(rows, i, rows.gainMargin[i], ['lost']);
    case 'gainMarginDb': {
      const margin = rows.gainMargin[i];
      return marginOf(rows, i, margin === null ? null : (20 * ln(margin)) / Math.LN10, ['lost']);
    }
    case 'phaseMargin':
      return phaseMarginOf(rows, i);
    case 'settleTime':
      return ofStable(rows, i, rows.settleTimeMax[i]);
    case 'energy':
      return exactly(rows.energy[i], probes);
    case 'events': {
      const [activity, difference] = [rows.activityEvents[i], rows.differenceEvents[i]];
      return exactly(activity === null || difference === null ? null : activity + difference, probes);
    }
    case 'accuracy':
      return exactly(rows.accuracy[i]);
    case 'testAccuracy':
    case 'loss':
      return exactly(requested(rows, metric)[i]);
    case 'lossBeta':
      return atLeast(rows.lossBeta[i], follow * rows.beta[i], 1);
    case 'lossFactor':
      return atLeast(rows.lossBeta[i], follow * rows.beta[i], rows.beta[i]);
    case 'certifiedBeta':
      return exactly(rows.certifiedBeta[i] ?? Number.POSITIVE_INFINITY);
  }
}

/** Of a loop beyond its gain margin the angle to +1 is no margin: such a chip fails. */
export function phaseMarginOf(rows: RowColumns, i: number): Found {
  return marginOf(rows, i, requested(rows, 'phaseMargin')[i], ['lost', 'conditional']);
}

function exactly(value: number | null, unit = 1): Found {
  return value === null ? null : [value / unit, value / unit];
}

/** Where no branch ends as far as it was followed, it ends beyond. */
function atLeast(value: number | null, followed: number, unit: number): Found {
  return value === null ? [followed / unit, Number.POSITIVE_INFINITY] : exactly(value, unit);
}

/** What only a chip that comes to rest has. */
function ofStable(rows: RowColumns, i: number, value: number | null): Found {
  return rows.stable[i] === false ? NONE : rows.stable[i] === null ? null : exactly(value);
}

/** The smallest and the largest of all layers, or the largest twice: a bound on the worst. */
function ofLayers(rows: RowColumns, layers: readonly ArrayLike<number | null>[], i: number, isWorst: boolean): Found {
  const found = ofStable(rows, i, 0);
  if (found === null || found === NONE) return found;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < rows.weightLayers[i]; k++) {
    const value = layers[k][i];
    // A layer without a gradient learns nothing.
    if (value === null) return NONE;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [isWorst ? most : least, most];
}

/** Without a finite one it is infinite, if every probe has a branch; of a pinned one it is not known. */
function marginOf({ branches }: RowColumns, i: number, own: number | null, without: readonly BranchFate[]): Found {
  const count = (fate: BranchFate) => ENDED.reduce((sum, ended) => sum + branches[fate][ended][i], 0);
  if (without.some((fate) => count(fate) > 0)) return NONE;
  const high = own ?? Number.POSITIVE_INFINITY;
  return [count('pinned') > 0 ? Number.NEGATIVE_INFINITY : high, high];
}

function requested(rows: RowColumns, metric: RequestedMetric): ArrayLike<number | null> {
  const column = rows[metric];
  if (column === undefined) throw new Error(`the rows have no ${metric}: no spec of their scenario is on it`);
  return column;
}
