import { bcaMean } from './bca-mean.ts';
import { mcNemarExact } from './paired.ts';
import type { Interval } from './proportion.ts';
import { quantilesOf } from './quantile.ts';

/** How a quantity differs between two treatments of the same chips. */
export interface PairedChange {
  readonly n: number;
  /** Chips on which the first has more, and less. */
  readonly more: number;
  readonly less: number;
  /** Exact two-sided sign test: more against less. */
  readonly p: number;
  readonly mean: number;
  /** 95 %, BCa; null of one chip. */
  readonly meanInterval: Interval | null;
  readonly median: number;
  /** 95 %, order statistics; null: too few chips to bound that side. */
  readonly medianInterval: readonly [low: number | null, high: number | null];
}

/** Of differences, first minus second, in any order; null of none. */
export function pairedChange(differences: Float64Array): PairedChange | null {
  const sorted = differences.slice().sort();
  const [middle, all] = [quantilesOf(sorted), bcaMean(sorted)];
  if (middle === null || all === null) return null;
  const more = sorted.filter((own) => own > 0).length;
  const less = sorted.filter((own) => own < 0).length;
  return {
    n: sorted.length,
    more,
    less,
    p: mcNemarExact(more, less),
    mean: all.mean,
    meanInterval: all.interval,
    median: middle.median,
    medianInterval: middle.medianInterval,
  };
}
