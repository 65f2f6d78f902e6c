import type { Criterion } from '../../model/metrics.ts';
import type { AxisSummary, PointSummary, Summary } from '../summary.ts';
import type { CellSummary, Yield } from '../summary-cell.ts';
import { surely } from '../yield.ts';

/** A rule at a point. */
export interface Place {
  readonly point: PointSummary;
  readonly cell: CellSummary;
}

/** Where a yield of a rule is lowest and highest over the sweep; several points each where they are equal. */
export interface Extremes {
  readonly worst: readonly Place[];
  readonly best: readonly Place[];
  /** The yield and its interval are the same at all points. */
  readonly isFlat: boolean;
}

/** The places of rule number `index` at which a chip could be run. */
export function placesOf({ points }: Pick<Summary, 'points'>, index: number): Place[] {
  return points
    .map((point) => ({ point, cell: point.cells[index] }))
    .filter(({ cell }) => cell.stable.fraction !== null);
}

/** Refused and undecided chips count as failing where they are noticeable. Null: no chip could be run. */
export function extremesOf(places: readonly Place[], criterion: Criterion): Extremes | null {
  if (places.length === 0) return null;
  const size = ({ cell }: Place) => surely(cell[criterion]).fraction;
  const sizes = places.map(size);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  // Of equal parts those of the fewest chips, which show the least, come first.
  const ordered = [...places].sort((a, b) => a.cell[criterion].n - b.cell[criterion].n);
  const worst = ordered.filter((place) => size(place) === low);
  const best = ordered.filter((place) => size(place) === high);
  const looks = new Set(places.map(({ cell }) => lookOf(cell[criterion])));
  return { worst, best, isFlat: looks.size === 1 };
}

function lookOf({ n, passed, unknown, refused, fraction }: Yield): string {
  return [n, passed, unknown, refused, fraction].join();
}

/** " at alpha = 0.5, 0.75 and 1", " at 7 of 30 points"; empty where there is one point. */
export function atPlaces(
  unordered: readonly Pick<Place, 'point'>[],
  summary: Pick<Summary, 'axes' | 'points'>,
): string {
  const { axes, points } = summary;
  const places = [...unordered].sort((a, b) => a.point.index - b.point.index);
  if (axes.length === 0) return '';
  if (places.length === points.length && points.length > 1) return everywhere(axes, points.length);
  if (places.length > MOST_NAMED) return ` at ${places.length} of ${points.length} points`;
  if (axes.length > 1)
    return places.length === 1 ? ` at ${places[0].point.label}` : ` at ${places.length} of ${points.length} points`;
  const labels = places.map(({ point }) => point.coordinates[0].label);
  return ` at ${axes[0].name} = ${listed(labels)}`;
}

const MOST_NAMED = 3;

/** "beta = 0.25, 0.5 and 1 at every alpha": of two axes the values of one that are among the places whatever the other is; null: there are none. */
export function wholeLines(
  places: readonly Pick<Place, 'point'>[],
  { axes, points }: Pick<Summary, 'axes' | 'points'>,
): string | null {
  if (axes.length !== 2) return null;
  const found = new Set(places.map(({ point }) => point.index));
  const lines = axes.map((axis, a) => {
    const whole = axis.labels.filter((label) =>
      points.every(({ index, coordinates }) => coordinates[a].label !== label || found.has(index)),
    );
    return { axis, other: axes[1 - a], whole, covered: whole.length / axis.labels.length };
  });
  const [first, second] = lines;
  const { axis, other, whole } = second.covered > first.covered ? second : first;
  if (whole.length === 0 || whole.length === axis.labels.length) return null;
  return `${axis.name} = ${listed(whole)} at every ${other.name}`;
}

/** "0.5, 0.75 and 1". */
function listed(labels: readonly string[]): string {
  return labels.length > 1 ? `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}` : labels[0];
}

function everywhere(axes: readonly AxisSummary[], points: number): string {
  return axes.length === 1 ? ` at every ${axes[0].name}` : ` at all ${points} points`;
}
