import type { ScreenedChip } from '../../montecarlo/extremes/screening.ts';
import { clopperPearsonInterval } from '../../montecarlo/statistics/proportion.ts';

/** The part of chips whose branch ends by a beta, with its exact 95 % interval. */
export interface TailPoint {
  readonly beta: number;
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/** Points of the curve in a power of ten of chips. */
const IN_TEN = 8;

/**
 * The tail of all chips, and beyond where all were followed that of the first ones.
 * @param kept ascending
 * @param chips of which it is known
 */
export function tailOf(
  kept: readonly ScreenedChip[],
  chips: number,
  pilot: { readonly chips: number; readonly unknown: number; readonly found: readonly ScreenedChip[] },
  within: number,
): TailPoint[] {
  const beyond = pilot.found.filter(({ lossBeta }) => lossBeta > within).sort((a, b) => a.lossBeta - b.lossBeta);
  const ofPilot = pilot.chips - pilot.unknown;
  const before = pilot.found.length - beyond.length;
  return [...pointsOf(kept, 0, chips), ...pointsOf(beyond, before, ofPilot)];
}

/** @param before how many others come before the first of them */
function pointsOf(sorted: readonly ScreenedChip[], before: number, of: number): TailPoint[] {
  const points: TailPoint[] = [];
  for (let step = 0; ; step++) {
    const count = Math.max(Math.round(10 ** (step / IN_TEN)), step + 1);
    if (count > before + sorted.length) break;
    if (count <= before) continue;
    const [low, high] = clopperPearsonInterval(count, of);
    points.push({ beta: sorted[count - before - 1].lossBeta, count, of, low, high });
  }
  return points;
}
