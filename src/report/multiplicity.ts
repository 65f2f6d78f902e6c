import { CRITERIA } from '../model/metrics.ts';
import { holmAdjusted } from '../montecarlo/statistics/holm.ts';
import type { Adjusted, Comparison, MetricDifference, Pairs } from './summary-pairs.ts';
import { PAIRED_METRICS } from './tally/paired-values.ts';

/** Comparisons with every p adjusted for all tests of the same quantity among them. */
export function adjustedPairs<P extends Pairs>(all: readonly P[]): P[] {
  const yields = CRITERIA.map((name) => adjusted(all.map((pairs) => (isTested(pairs) ? pairs[name] : null))));
  const metrics = PAIRED_METRICS.map((metric) =>
    adjusted(
      all.map((pairs) => (isTested(pairs) ? (pairs.metrics.find((own) => own.metric === metric) ?? null) : null)),
    ),
  );
  return all.map((pairs, i) => ({
    ...pairs,
    ...Object.fromEntries(CRITERIA.map((name, k) => [name, { ...pairs[name], ...yields[k][i] }])),
    metrics: pairs.metrics.map(
      (own): MetricDifference => ({ ...own, ...metrics[PAIRED_METRICS.indexOf(own.metric)][i] }),
    ),
  }));
}

/** Rules that are one circuit are known to be the same without a test. */
function isTested(pairs: Pairs | Comparison): boolean {
  return !('circuit' in pairs) || pairs.circuit !== 'same';
}

type Test = { readonly p: number; readonly n: number };

/** Nulls, and tests of no chip, are none. */
function adjusted(tests: readonly (Test | null)[]): Pick<Adjusted, 'adjustedP' | 'tests'>[] {
  const made = tests.flatMap((test, at) => (test !== null && test.n > 0 ? [{ at, p: test.p }] : []));
  const ps = holmAdjusted(made.map(({ p }) => p));
  const byPlace = new Map(made.map(({ at }, k) => [at, ps[k]]));
  return tests.map((_, at) => ({ adjustedP: byPlace.get(at) ?? null, tests: made.length }));
}
