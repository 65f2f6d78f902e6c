import { TYPICAL } from '../config/corners.ts';
import type { SweepPoint } from '../config/scenario.ts';
import { CORNER } from '../config/sweep.ts';

type Place = Pick<SweepPoint, 'index' | 'coordinates'>;

/**
 * The point with whose chips each point's are compared, by index: at a corner the same point at tt (the first corner, where tt is not
 * among them), elsewhere the first point of the sweep at tt. Null: none, the point is that one.
 */
export function referencePoints(points: readonly Place[]): (number | null)[] {
  const corners = points.flatMap((point) => cornerOf(point) ?? []);
  const typical = corners.includes(TYPICAL) ? TYPICAL : (corners[0] ?? null);
  const first = points.find((point) => cornerOf(point) === typical);
  const byPlace = new Map(points.map((point) => [placeOf(point, cornerOf(point)), point]));
  return points.map((point) => {
    const reference = cornerOf(point) === typical ? first : byPlace.get(placeOf(point, typical));
    if (reference === undefined) throw new Error(`report: no point to compare point ${point.index} with`);
    return reference.index === point.index ? null : reference.index;
  });
}

function cornerOf({ coordinates }: Place): string | null {
  const corner = coordinates.find(({ path }) => path === CORNER);
  return corner === undefined ? null : String(corner.value);
}

/** The point's coordinates, at that corner, as a key. */
function placeOf({ coordinates }: Place, corner: string | null): string {
  return JSON.stringify(coordinates.map(({ path, value }) => (path === CORNER ? corner : value)));
}
