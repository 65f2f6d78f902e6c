import type { Scenario } from '../../config/scenario.ts';
import type { Study, StudyPoint } from '../study.ts';

/** Points of a sweep that differ in one coordinate only, in the order of its axis. */
export interface Line {
  /** Coordinates on the other axes, as in the points. */
  readonly others: StudyPoint['coordinates'];
  readonly points: readonly StudyPoint[];
}

/** The sweep cut into lines along an axis, in the order of its points. */
export function linesOf({ points }: Pick<Study, 'points'>, along: string): Line[] {
  const lines = new Map<string, { others: StudyPoint['coordinates']; points: StudyPoint[] }>();
  for (const point of points) {
    const others = point.coordinates.filter(({ path }) => path !== along);
    const key = JSON.stringify(others);
    const line = lines.get(key) ?? { others, points: [] };
    line.points.push(point);
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** What a scenario of kind find asks for. */
export function findOf({ find }: Pick<Scenario, 'find'>): NonNullable<Scenario['find']> {
  if (find === null) throw new Error('a scenario of kind find says what it is to find');
  return find;
}
