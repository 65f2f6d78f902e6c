/** Whether a chip keeps each of some specs: one letter each, as `lettersOf` has them. */
export type Letters = string;

/** What is known of a chip along a line: the places that were looked at, ascending, and what was found there. */
export interface Looked {
  readonly places: readonly number[];
  readonly found: readonly Letters[];
}

/**
 * Looks at places 0 .. n - 1 of a line: at `first` and at both ends, and then between neighbours that differ until these
 * stand side by side. Between neighbours that are alike nothing is looked at, so a change back and forth within such a gap
 * is missed. @returns every place that was looked at
 */
export function findTransitions(n: number, first: readonly number[], look: (place: number) => Letters): Looked {
  const known = new Map<number, Letters>();
  const at = (place: number): Letters => {
    const letters = known.get(place) ?? look(place);
    known.set(place, letters);
    return letters;
  };
  const places = [...new Set([0, ...first, n - 1])].sort((a, b) => a - b);
  for (const place of places) at(place);
  const between = (low: number, high: number): void => {
    if (high - low <= 1 || at(low) === at(high)) return;
    const middle = Math.floor((low + high) / 2);
    at(middle);
    between(low, middle);
    between(middle, high);
  };
  places.slice(1).forEach((place, i) => {
    between(places[i], place);
  });
  const all = [...known.keys()].sort((a, b) => a - b);
  return { places: all, found: all.map(at) };
}

/** So many places spread evenly over 0 .. n - 1, ends included. */
export function coarsePlaces(n: number, count: number): number[] {
  if (n <= 2 || count < 2) return [0, n - 1];
  const steps = Math.min(count, n) - 1;
  return Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (n - 1)) / steps));
}

/** Where to look first along a line that lies beside one that is known: on both sides of its changes, and between them. */
export function placesBeside({ places, found }: Looked): number[] {
  const last = places[places.length - 1];
  const changes = places.slice(1).flatMap((place, i) => (found[i] === found[i + 1] ? [] : [place - 1, place]));
  const ends = [0, ...changes, last];
  const middles = ends.slice(1).map((end, i) => Math.round((ends[i] + end) / 2));
  return [...changes, ...middles];
}

/** The letter of one spec at each of n places, those in between as their neighbours. */
export function lettersAlong({ places, found }: Looked, spec: number, n: number): string {
  let letters = '';
  for (let place = 0, i = 0; place < n; place++) {
    while (i + 1 < places.length && places[i + 1] <= place) i++;
    letters += found[i][spec];
  }
  return letters;
}
