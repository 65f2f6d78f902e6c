import type { RunPoint } from '../store/manifest.ts';
import { isBeta } from './axes.ts';

/** Points of a sweep that differ in beta only. */
export interface BetaLine {
  /** Ascending, each with its point. */
  readonly betas: readonly number[];
  readonly points: readonly number[];
}

/** The lines along beta of a sweep, in the order of its points; empty where it has none of two betas. */
export function betaLines(points: readonly Pick<RunPoint, 'index' | 'coordinates' | 'beta'>[]): BetaLine[] {
  const lines = new Map<string, { beta: number; index: number }[]>();
  for (const { index, coordinates, beta } of points) {
    if (!coordinates.some(isBeta)) return [];
    const key = JSON.stringify(coordinates.filter((own) => !isBeta(own)));
    lines.set(key, [...(lines.get(key) ?? []), { beta, index }]);
  }
  return [...lines.values()].flatMap((line) => {
    const sorted = line.toSorted((a, b) => a.beta - b.beta);
    // Of two axes of beta the last wins, so betas may be equal: the first of them is as good.
    const own = sorted.filter(({ beta }, i) => i === 0 || beta > sorted[i - 1].beta);
    return own.length < 2 ? [] : [{ betas: own.map(({ beta }) => beta), points: own.map(({ index }) => index) }];
  });
}
