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
export function loopPlace(summary: Pick<Summary, 'points'>, tally: RunTally, index: number): LoopPlace | null {
  const known = placesWithMargins(summary, tally, index).filter(({ margins }) => margins.least !== null);
  return first(known, lostPart, leastOf);
}

/** The point at which most chips are beyond their limit, and of several that of the smallest margin. Null: nowhere could a chip be run. */
export function tailPlace(summary: Pick<Summary, 'points'>, tally: RunTally, index: number): LoopPlace | null {
  const beyond = ({ cell, margins }: LoopPlace) => -(margins.lost + margins.belowOne) / cell.stable.n;
  return first(placesWithMargins(summary, tally, index), beyond, leastOf);
}

function placesWithMargins(summary: Pick<Summary, 'points'>, tally: RunTally, index: number): LoopPlace[] {
  return placesOf(summary, index).map((place) => {
    return { ...place, margins: tally.cell(place.point.index, place.cell.rule).margins };
  });
}

function lostPart({ cell, margins }: LoopPlace): number {
  return margins.lost / cell.stable.n;
}

function leastOf({ margins }: LoopPlace): number {
  return Math.min(margins.least?.margin ?? Number.MAX_VALUE, Number.MAX_VALUE);
}

/** That with the smallest first number, then the smallest second; of equal ones the first. */
function first(places: readonly LoopPlace[], ...by: readonly ((place: LoopPlace) => number)[]): LoopPlace | null {
  const order = (a: LoopPlace, b: LoopPlace) => by.reduce((sign, of) => sign || of(a) - of(b), 0);
  return [...places].sort(order)[0] ?? null;
}
