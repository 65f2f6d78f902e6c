import type { Scenario } from '../config/scenario.ts';
import type { Loss } from '../model/losses.ts';
import { REQUESTED_METRICS, type RequestedMetric } from '../model/metrics.ts';
import type { Samples } from '../training/evaluate.ts';
import type { Presentation } from '../verdict/run-result.ts';
import type { FreeChip } from './chip-on-trial.ts';
import type { TrialRow } from './row.ts';
import { record } from './row-columns.ts';
import { smallest } from './smallest.ts';

/** The metrics that specs of a scenario request. Runs that were begun before there were specs have none. */
export function requestedBy({ accept: { specs = [] } }: Pick<Scenario, 'accept'>): RequestedMetric[] {
  return REQUESTED_METRICS.filter((metric) => specs.some((spec) => spec.metric === metric));
}

/** What the row of a trial that could not be run has of them. */
export function noneOf(metrics: readonly RequestedMetric[]): Pick<TrialRow, RequestedMetric> {
  return record(metrics, () => null);
}

/** What a row has of them. @param test the whole test set; absent where no spec is on it */
export function requestedOf(
  metrics: readonly RequestedMetric[],
  results: readonly Presentation[],
  free: FreeChip,
  loss: Loss,
  test: Samples | undefined,
): Pick<TrialRow, RequestedMetric> {
  return record(metrics, (metric) => {
    switch (metric) {
      case 'phaseMargin':
        return smallest(results.map(({ outlook }) => outlook.margins?.phaseMarginDeg ?? null));
      case 'testAccuracy':
        if (test === undefined) throw new Error('a study with a spec on testAccuracy holds the test set');
        return free.accuracyOn(test, loss);
      case 'loss':
        return free.reference(loss).loss;
    }
  });
}
