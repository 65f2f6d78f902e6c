import { type Interval, wilsonOfFraction } from './proportion.ts';

/** Answers of one chip, or of several that gave the same; those of one chip are alike: `part` yes out of `whole` > 0; neither need be a whole number. */
export interface Cluster {
  readonly part: number;
  readonly whole: number;
  /** Chips with these very answers; 1 where it is not said. */
  readonly chips?: number;
}

/**
 * 95 % interval of sum(part) / sum(whole) where chips are independent and the answers of one chip are not: Wilson's, with
 * as many answers as would spread as much as the fraction does when whole chips are resampled. That spread is known in
 * closed form, so nothing is drawn. It is taken with two chips more, one that always says yes and one that never does:
 * where hardly any chip differs, the sample does not show how much chips may, and without them the interval would be far
 * too short. Where each chip says all yes or all no it is Wilson's interval of the chips.
 */
export function clusterInterval(clusters: readonly Cluster[]): Interval {
  if (clusters.length === 0) return [0, 1];
  let n = 0;
  let part = 0;
  let whole = 0;
  for (const cluster of clusters) {
    const { chips = 1 } = cluster;
    if (!(cluster.whole > 0 && cluster.part >= 0 && cluster.part <= cluster.whole)) {
      throw new Error(`clusters: expected 0 <= part <= whole and whole > 0, got ${cluster.part} of ${cluster.whole}`);
    }
    n += chips;
    part += chips * cluster.part;
    whole += chips * cluster.whole;
  }
  const mean = whole / n;
  const centre = (part + mean) / (whole + 2 * mean);
  let squares = mean * mean * (centre * centre + (1 - centre) * (1 - centre));
  for (const { part: yes, whole: asked, chips = 1 } of clusters) squares += chips * (yes - centre * asked) ** 2;
  const ofChips = ((n + 2) * mean) ** 2 * ((centre * (1 - centre)) / (n + 2));
  // part / whole may differ from 1 by a rounding where every chip says yes.
  return wilsonOfFraction(Math.min(1, part / whole), (n * ofChips) / squares);
}
