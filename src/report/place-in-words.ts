import { threeDigits } from './format.ts';
import type { PointSummary, Summary } from './summary.ts';

/** "alpha = 0.5, beta 1.02": a point and its beta, which is not said twice. */
export function placeInWords({ axes }: Pick<Summary, 'axes'>, { label, beta }: PointSummary): string {
  const own = `beta ${threeDigits(beta)}`;
  if (axes.length === 0) return own;
  return axes.some(({ path }) => path === 'beta') ? label : `${label}, ${own}`;
}
