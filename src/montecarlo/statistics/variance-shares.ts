import type { PickFreezeRow } from './pick-freeze.ts';

/** A row with the finite value of every one of its hybrids. */
export interface EvaluatedRow {
  readonly row: PickFreezeRow;
  readonly values: readonly number[];
}

/** Sobol indices and Shapley effects, one of every group, as parts of the variance. */
export interface VarianceShares {
  readonly first: readonly number[];
  readonly total: readonly number[];
  readonly shapley: readonly number[];
}

/** Terms that a row has of every group. */
const OF_GROUP = 3;

/**
 * What a row adds to the means that the estimates are ratios of. Let a and b be the values of a thing and its twin, h that of the
 * hybrid with one group from the twin, k that of the one with all others from it. Both h - a and b - k are what the group changes,
 * amid independent others: half their product is its first order, a quarter of their squares its total (Azzini, Mara, Rosati 2021,
 * Environ. Model. Softw. 144:105167). On a walk from a to b, where each group's step is another such change, their mean times half of the
 * step is the group's part in the variance: as in Song, Nelson and Staum (2016, SIAM/ASA J. Uncertain. Quantif. 4:1060), the mean
 * over walks is the Shapley effect. None of the three sees what other groups do, however much that is.
 */
export function termsOf({ row: { alone, others, walks }, values }: EvaluatedRow): Float64Array {
  const [a, b] = values;
  const terms = new Float64Array(OF_GROUP * alone.length);
  const changes = alone.map((hybrid, group) => [values[hybrid] - a, b - values[others[group]]] as const);
  for (const [group, [early, late]] of changes.entries()) {
    terms.set([(early * late) / 2, (early * early + late * late) / 4], OF_GROUP * group);
  }
  for (const { order, stations } of walks) {
    for (const [at, group] of order.entries()) {
      const [early, late] = changes[group];
      const step = values[stations[at + 1]] - values[stations[at]];
      terms[OF_GROUP * group + 2] += ((early + late) * step) / (4 * walks.length);
    }
  }
  return terms;
}

/** The estimates from means of terms, as parts of the variance that the walks add up to; null: they add up to none. */
export function sharesOf(means: Float64Array): VarianceShares | null {
  const groups = Array.from({ length: means.length / OF_GROUP }, (_, group) =>
    means.subarray(OF_GROUP * group, OF_GROUP * (group + 1)),
  );
  const variance = groups.reduce((sum, [, , part]) => sum + part, 0);
  if (!(variance > 0)) return null;
  return {
    first: groups.map(([product]) => product / variance),
    total: groups.map(([, squares]) => squares / variance),
    shapley: groups.map(([, , part]) => part / variance),
  };
}
