import type { Rule } from '../model/rules.ts';
import { clopperPearsonInterval } from '../montecarlo/statistics/proportion.ts';
import type { LoopPlace } from './evidence/loop-place.ts';
import type { Below, MarginTail } from './summary-tail.ts';

/** Margins at which designers look, dB. */
const EDGES = [0, 3, 6, 10];
/** Every one of so many smallest margins is a step; of the others so many in a factor of ten. */
const ALL = 20;
const A_DECADE = 16;

/** How the chips at a place come down to small gain margins; null: there is none. */
export function marginTail(rule: Rule, place: LoopPlace | null): MarginTail {
  if (place === null) {
    const none = { point: null, chips: 0, refused: 0, lost: 0, infinite: 0, unknown: 0 };
    return { rule, ...none, edges: [], steps: [] };
  }
  const { point, cell, margins } = place;
  const { lost, unknown } = margins;
  const sorted = margins.sorted();
  const finite = sorted.subarray(0, firstAbove(sorted, Number.MAX_VALUE));
  const all = cell.stable.n;
  /** With `known` margins that are smaller, or no larger. */
  const below = (known: number): Below => {
    const chips = lost + known;
    const interval = [clopperPearsonInterval(chips, all)[0], clopperPearsonInterval(chips + unknown, all)[1]] as const;
    return { chips, interval };
  };
  return {
    rule,
    point: point.index,
    chips: all,
    refused: cell.refused,
    lost,
    infinite: sorted.length - finite.length,
    unknown,
    edges: EDGES.map((decibels) => ({ decibels, ...below(firstFrom(sorted, 10 ** (decibels / 20))) })),
    // Equal ones are one step.
    steps: [...new Set(ranksOf(finite.length).map((rank) => finite[rank - 1]))].map((margin) => {
      return { margin, ...below(firstAbove(sorted, margin)) };
    }),
  };
}

/** 1 to n: each of the smallest, then ever fewer, and the last. */
function ranksOf(n: number): number[] {
  const ranks: number[] = [];
  for (let rank = 1; rank < n; rank = Math.max(rank + 1, rank < ALL ? 0 : Math.round(rank * 10 ** (1 / A_DECADE)))) {
    ranks.push(rank);
  }
  return n === 0 ? [] : [...ranks, n];
}

/** How many of ascending values are no larger, and how many are smaller. */
function firstAbove(sorted: Float64Array, value: number): number {
  return split(sorted, (own) => own > value);
}

function firstFrom(sorted: Float64Array, value: number): number {
  return split(sorted, (own) => own >= value);
}

/** The first of which it is so, by bisection. */
function split(sorted: Float64Array, isBeyond: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
