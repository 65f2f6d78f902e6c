import type { Rule } from '../../model/rules.ts';
import { type MetricValue, WITHOUT_VALUE, type WithoutValue } from '../../montecarlo/inquiries/metric-value.ts';
import type { PickFreezeRow } from '../../montecarlo/statistics/pick-freeze.ts';
import { type Estimate, type GroupShares, sensitivityOf } from '../../montecarlo/statistics/sensitivity.ts';
import { stream } from '../../random/stream.ts';

/** One rule at one point. */
export interface ShareCell {
  readonly rule: Rule;
  /** A rule before it that gave the same of every chip, being the same circuit there; null: none did. */
  readonly sameAs: Rule | null;
  /** Chips with all hybrids of them that have a value; the others are left out, by why the first of their hybrids has none. */
  readonly used: number;
  readonly leftOut: Readonly<Record<WithoutValue, number>>;
  /** Why the first hybrid that could not be run could not; null: all could. */
  readonly error: string | null;
  /** Part of the values that are bounds: the metric is at least that large. */
  readonly atBound: number;
  /** Null: no two chips differ, or too many are left out. */
  readonly shares: Shares | null;
}

export interface Shares {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /** By Shapley effect, the largest first. */
  readonly groups: readonly ({ readonly name: string } & GroupShares)[];
  readonly firstSum: Estimate;
  readonly totalSum: Estimate;
}

/** A chip with its twin and their hybrids. */
interface Row {
  readonly row: PickFreezeRow;
  readonly values: readonly MetricValue[];
  readonly error: string | null;
}

/** Chips that are left out, as a part: more of them make shares questionable, and more than most make none. */
export const QUESTIONABLE = 0.05;
const MOST = 0.5;

export function shareCell(
  rule: Rule,
  rows: readonly Row[],
  names: readonly string[],
  { sameAs, resamples, address }: { sameAs: Rule | null; resamples: number; address: [string, number, Rule] },
): ShareCell {
  const leftOut = Object.fromEntries(WITHOUT_VALUE.map((reason) => [reason, 0])) as Record<WithoutValue, number>;
  let [values, bounds] = [0, 0];
  const used = rows.flatMap(({ row, values: own }) => {
    const reason = WITHOUT_VALUE.find((without) => own.includes(without));
    if (reason !== undefined) {
      leftOut[reason]++;
      return [];
    }
    const known = own.filter((value) => typeof value !== 'string');
    values += known.length;
    bounds += known.filter(({ atBound }) => atBound).length;
    return [{ row, values: known.map(({ value }) => value) }];
  });
  const [seed, point, name] = address;
  const enough = used.length > (1 - MOST) * rows.length;
  const found = enough
    ? sensitivityOf(used, { samples: resamples, random: stream(seed, 'bootstrap', point, name) })
    : null;
  return {
    rule,
    sameAs,
    used: used.length,
    leftOut,
    error: rows.find(({ error }) => error !== null)?.error ?? null,
    atBound: values === 0 ? 0 : bounds / values,
    shares: found && {
      mean: found.mean,
      deviation: Math.sqrt(found.variance),
      groups: found.groups
        .map((shares, group) => ({ name: names[group], ...shares }))
        .sort((a, b) => b.shapley.value - a.shapley.value),
      firstSum: found.firstSum,
      totalSum: found.totalSum,
    },
  };
}
