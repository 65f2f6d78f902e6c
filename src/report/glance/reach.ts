import type { Rule } from '../../model/rules.ts';
import { coordinateOf, isBeta } from '../axes.ts';
import type { Range, Summary } from '../summary.ts';
import { atPlaces, placesOf } from './extremes.ts';

/** How far beta may go under a rule, at the point of the sweep where a branch ends first. Betas in absolute numbers. */
export interface Reach {
  readonly rule: Rule;
  /** Its place among the rules. */
  readonly index: number;
  /** "at alpha = 0"; empty where there is one point. */
  readonly where: string;
  /** Up to which every chip is proved stable; null: for every beta. */
  readonly proved: number | null;
  /** At which the first chip's branch ends, and half of the chips' branches have ended; null: not as far as followed. */
  readonly first: number | null;
  readonly median: number | null;
  /** As far as branches were followed. */
  readonly followed: number;
  /** Where enough chips are stable and aligned, of a sweep over beta alone; empty: nowhere, or beta was not swept. */
  readonly usable: readonly (readonly [from: number, to: number])[];
}

/** Of every rule with a chip; null: no branch was followed. */
export function reachesOf(summary: Summary): Reach[] | null {
  if (summary.predictions === null && summary.points.every(({ engine }) => engine !== 'static')) return null;
  return summary.rules.flatMap((rule, index) => {
    const first = ({ cell }: ReturnType<typeof placesOf>[number]) => cell.lossBeta?.lowest ?? Number.POSITIVE_INFINITY;
    const places = placesOf(summary, index);
    if (places.length === 0) return [];
    const worst = places.reduce((a, b) => (first(b) < first(a) ? b : a));
    const { lossBeta, certifiedBeta } = worst.cell;
    const many = places.filter((place) => first(place) === first(worst));
    return [
      {
        rule,
        index,
        where: atPlaces(many, summary).trim(),
        proved: certifiedBeta?.lowest ?? null,
        first: lossBeta?.lowest ?? null,
        median: lossBeta?.median ?? null,
        followed: worst.point.follow * worst.point.beta,
        usable: usableBetas(summary, rule),
      },
    ];
  });
}

function usableBetas({ windows, axes, points }: Summary, rule: Rule): [number, number][] {
  const [axis] = axes;
  if (axes.length !== 1 || !isBeta(axis)) return [];
  const betaAt = (label: string) => points.find((point) => coordinateOf(point, axis).label === label)!.beta;
  const found = windows.find((window) => window.rule === rule)?.observed ?? [];
  return found.map(({ from, to }: Range) => [betaAt(from), betaAt(to)]);
}
