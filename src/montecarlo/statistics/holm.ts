/**
 * p-values of several tests adjusted so that the chance of a single false alarm among all of them is at most the level at which they are
 * looked at, whatever they have to do with each other (Holm 1979, Scand J Stat 6:65): in ascending order the i-th of m times m + 1 - i,
 * at least the one before and at most 1. In the order in which they came.
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  const unfit = ps.find((p) => !(p >= 0 && p <= 1));
  if (unfit !== undefined) throw new Error(`Holm: expected 0 <= p <= 1, got ${unfit}`);
  const adjusted = new Array<number>(ps.length);
  let least = 0;
  const order = ps.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  order.forEach(({ p, at }, smaller) => {
    least = Math.max(least, Math.min(1, (ps.length - smaller) * p));
    adjusted[at] = least;
  });
  return adjusted;
}
