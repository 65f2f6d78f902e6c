import type { Metric } from '../../model/metrics.ts';
import { OUTCOMES } from '../../model/outcomes.ts';
import { type RowColumns, record } from '../../montecarlo/row-columns.ts';
import { metricOf, NONE, type SpecContext } from '../../montecarlo/spec-answer.ts';
import type { Manifest } from '../../store/manifest.ts';

/** Metrics that are compared chip by chip, as specs have them. */
export const PAIRED_METRICS = ['angleDeg', 'gainMarginDb', 'settleTime', 'energy'] as const satisfies readonly Metric[];
export type PairedMetric = (typeof PAIRED_METRICS)[number];

/** What pairs are told of the rows of a block, worked out once because a row is in several pairs. */
export interface PairedRows {
  readonly rows: RowColumns;
  /** By metric the value of each row; NaN: it has none, or one that is not finite or not known. */
  readonly values: Readonly<Record<PairedMetric, Float64Array>>;
  /** Columns that are alike where two rows have the same results. */
  readonly results: readonly ArrayLike<unknown>[];
}

export function pairedRows(rows: RowColumns, { scenario, points }: Manifest): PairedRows {
  const contexts = points.map(({ follow }) => ({ probes: scenario.probes, follow }));
  const values = record(PAIRED_METRICS, (metric) => {
    const found = new Float64Array(rows.rows);
    for (let i = 0; i < rows.rows; i++) found[i] = valueIn(metric, rows, i, contexts[rows.point[i]]);
    return found;
  });
  const { activityEvents, differenceEvents, weightLayers, angleDeg, error } = rows;
  const outcomes = OUTCOMES.map((outcome) => rows.outcomes[outcome]);
  return { rows, values, results: [activityEvents, differenceEvents, weightLayers, error, ...angleDeg, ...outcomes] };
}

function valueIn(metric: PairedMetric, rows: RowColumns, i: number, context: SpecContext): number {
  if (rows.error[i] !== null) return Number.NaN;
  // Screening simulates the chips near their limit on purpose: they are no random part of all.
  if (rows.near[i] && !rows.sampled[i] && (metric === 'settleTime' || metric === 'energy')) return Number.NaN;
  const found = metricOf(metric, rows, i, context);
  if (found === null || found === NONE) return Number.NaN;
  const [low, high] = found;
  return low === high && Number.isFinite(low) ? low : Number.NaN;
}
