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

/** Terms of a row that estimates are made of: some of the row itself, then some of every group. */
const OF_ROW = 2;
const OF_GROUP = 3;

/**
 * What a row adds to the means that the estimates are ratios of. With a and b the values of a thing and its twin, h that of the
 * hybrid with one group from the twin and k that of the one with all others from it, the terms of the group are (h - a)(b - k) / 2 and
 * ((h - a)^2 + (b - k)^2) / 4 (Azzini, Mara, Rosati 2021, Environ. Model. Softw. 144:105167), and half of b - a times the step that the
 * group makes in a walk from a to b. That is the mean of the steps of Song, Nelson and Staum (2016, SIAM/ASA J. Uncertain.
 * Quantif. 4:1060) of the walk from a to b and of the same from b to a, which uses the same hybrids: ((a - h')^2 - (a - h)^2) / 2 and
 * ((b - h)^2 - (b - h')^2) / 2 for a step from h to h'. Every pair with nothing in common, (a, b) and each (h, k), shows the variance.
 */
export function termsOf({ row: { alone, others, walks }, values }: EvaluatedRow): Float64Array {
  const [a, b] = values;
  const terms = new Float64Array(OF_ROW + OF_GROUP * alone.length);
  let pairs = (b - a) * (b - a);
  for (const [group, hybrid] of alone.entries()) {
    const [h, k] = [values[hybrid], values[others[group]]];
    const squares = (h - a) * (h - a) + (b - k) * (b - k);
    terms.set([((h - a) * (b - k)) / 2, squares / 4], OF_ROW + OF_GROUP * group);
    pairs += (h - k) * (h - k);
  }
  terms.set([pairs / (2 * (1 + alone.length)), ((b - a) * (b - a)) / 2]);
  for (const { order, stations } of walks) {
    for (const [at, group] of order.entries()) {
      const step = values[stations[at + 1]] - values[stations[at]];
      terms[OF_ROW + OF_GROUP * group + 2] += ((b - a) * step) / (2 * walks.length);
    }
  }
  return terms;
}

/** The estimates from means of terms; null: no twin differs. Shapley effects are parts of the variance that the walks show. */
export function sharesOf(means: Float64Array): VarianceShares | null {
  const [variance, walked] = means;
  if (!(walked > 0)) return null;
  const groups = Array.from({ length: (means.length - OF_ROW) / OF_GROUP }, (_, group) =>
    means.subarray(OF_ROW + OF_GROUP * group, OF_ROW + OF_GROUP * (group + 1)),
  );
  return {
    first: groups.map(([product]) => product / variance),
    total: groups.map(([, squares]) => squares / variance),
    shapley: groups.map(([, , steps]) => steps / walked),
  };
}
