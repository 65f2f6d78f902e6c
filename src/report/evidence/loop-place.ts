import { type Place, placesOf } from '../glance/extremes.ts';
import type { Summary } from '../summary.ts';
import type { MarginTally } from '../tally/margin-tally.ts';
import type { RunTally } from '../tally/run-tally.ts';

/** A point of the sweep, and the gain margins of a rule's chips there. */
export interface LoopPlace extends Place {
  readonly margins: MarginTally;
}

/**
 * The point at which the loop of rule number `index` is looked at: that of the smallest gain margin, among those at which fewest chips
 * have lost a branch, as the first screen has it. Null: nowhere has a chip a margin.
 */
export function loopPlace(summary: Summary, tally: RunTally, index: number): LoopPlace | null {
  const places = placesOf(summary, index).map(({ point, cell }): LoopPlace => {
    return { point, cell, margins: tally.cell(point.index, cell.rule).margins };
  });
  const known = places.flatMap((place) => {
    const { least } = place.margins;
    return least === null ? [] : [{ place, lost: place.margins.lost / place.cell.stable.n, margin: least.margin }];
  });
  // Two infinite margins have no difference: the first point stays first.
  known.sort((a, b) => a.lost - b.lost || (a.margin === b.margin ? 0 : a.margin - b.margin));
  return known[0]?.place ?? null;
}
