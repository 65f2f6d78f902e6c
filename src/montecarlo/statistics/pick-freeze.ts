import { shuffledIndices } from '../../network/shuffle.ts';
import type { Stream } from '../../random/stream.ts';

/**
 * One base row of a pick-freeze design: two independent samples, a thing and its twin, and hybrids of them, which have the
 * inputs of some groups from the twin and the others from the thing.
 */
export interface PickFreezeRow {
  /** Groups that are the twin's, of every hybrid to be evaluated: none, all, then others. */
  readonly hybrids: readonly (readonly number[])[];
  /** Of every group, the hybrid with this group alone from the twin. */
  readonly alone: readonly number[];
  /** ... and the one with all but this group from it. */
  readonly others: readonly number[];
  readonly walks: readonly Walk[];
}

/** From the thing to its twin, one group after another. */
export interface Walk {
  readonly order: readonly number[];
  /** Indices into `hybrids` of the stations: one more than there are groups. */
  readonly stations: readonly number[];
}

/** Up to so many groups all orders are walked: 2, 4 and 8 hybrids a row. */
const ALL_ORDERS = 3;

/** How many hybrids a row has: it is known before anything is drawn. */
export function hybridsPerRow(groups: number): number {
  return groups <= ALL_ORDERS ? 2 ** groups : 3 * groups - 1;
}

/** The row's hybrids. Beyond a few groups one order is walked, drawn from `random`: Song, Nelson, Staum 2016, algorithm 1. */
export function pickFreezeRow(groups: number, random: Stream): PickFreezeRow {
  if (!(groups >= 1)) throw new Error(`pick-freeze: expected at least one group, got ${groups}`);
  const all = Array.from({ length: groups }, (_, group) => group);
  const hybrids: number[][] = [];
  const known = new Map<string, number>();
  const at = (members: readonly number[]) => {
    const sorted = [...members].sort((a, b) => a - b);
    const key = sorted.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const index = hybrids.push(sorted) - 1;
    known.set(key, index);
    return index;
  };
  for (const members of [[], all]) at(members);
  const alone = all.map((group) => at([group]));
  const others = all.map((group) => at(all.filter((other) => other !== group)));
  const orders = groups <= ALL_ORDERS ? ordersOf(all) : [Array.from(shuffledIndices(groups, random))];
  const walks = orders.map((order): Walk => {
    return { order, stations: [...order.keys(), groups].map((passed) => at(order.slice(0, passed))) };
  });
  return { hybrids, alone, others, walks };
}

/** Every order of some groups. */
function ordersOf(groups: readonly number[]): number[][] {
  if (groups.length <= 1) return [[...groups]];
  return groups.flatMap((first) => ordersOf(groups.filter((group) => group !== first)).map((rest) => [first, ...rest]));
}
