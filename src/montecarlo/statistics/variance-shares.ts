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
const OF_GROUP = 4;

/**
 * What a row adds to the means that the estimates are functions of; `centre` is the mean of all values of things and twins.
 * With a and b those of this row and h that of a hybrid with one group from the twin, the terms of that group are b (h - a)
 * and h - a (Saltelli et al. 2010, Comput. Phys. Commun. 181:259, table 2 b), (h - a)^2 / 2 (Jansen 1999, ibid. 117:35), and
 * half of b - a times the step that the group makes in a walk from a to b. That is the mean of the steps of Song, Nelson
 * and Staum (2016, SIAM/ASA J. Uncertain. Quantif. 4:1060) of the walk from a to b and of the same from b to a, which uses the
 * same hybrids: ((a - h')^2 - (a - h)^2) / 2 and ((b - h)^2 - (b - h')^2) / 2 for a step from h to h'.
 */
export function termsOf({ row: { alone, walks }, values }: EvaluatedRow, centre: number): Float64Array {
  const [a, b] = [values[0] - centre, values[1] - centre];
  const terms = new Float64Array(OF_ROW + OF_GROUP * alone.length);
  terms.set([(a + b) / 2, ((b - a) * (b - a)) / 2]);
  for (const [group, hybrid] of alone.entries()) {
    const change = values[hybrid] - values[0];
    terms.set([b * change, change, (change * change) / 2], OF_ROW + OF_GROUP * group);
  }
  for (const { order, stations } of walks) {
    for (const [at, group] of order.entries()) {
      const step = values[stations[at + 1]] - values[stations[at]];
      terms[OF_ROW + OF_GROUP * group + 3] += ((b - a) * step) / (2 * walks.length);
    }
  }
  return terms;
}

/**
 * The estimates from means of terms; null: no twin differs. All are parts of one estimate of the variance, the mean of (b - a)^2 / 2:
 * it goes up and down with what they are made of, and Shapley effects add up to it.
 */
export function sharesOf(means: Float64Array): VarianceShares | null {
  const [shift, variance] = means;
  if (!(variance > 0)) return null;
  const groups = Array.from({ length: (means.length - OF_ROW) / OF_GROUP }, (_, group) =>
    means.subarray(OF_ROW + OF_GROUP * group, OF_ROW + OF_GROUP * (group + 1)),
  );
  return {
    first: groups.map(([product, change]) => (product - shift * change) / variance),
    total: groups.map(([, , half]) => half / variance),
    shapley: groups.map(([, , , steps]) => steps / variance),
  };
}
