import { noiseOf } from '../../chip/sample-chip.ts';
import type { Rule } from '../../model/rules.ts';
import { type SpecCounts, targetFraction } from '../statistics/spec.ts';
import type { Study, StudyPoint } from '../study.ts';
import type { Edges, Stretch } from './edges.ts';
import { findOf } from './lines.ts';
import { coarsePlaces } from './transitions.ts';

/** Where every chip is presented anew, so many times at each place, under noise of its own. */
export interface Presentations {
  readonly line: number;
  readonly rule: Rule;
  readonly places: readonly number[];
  readonly times: number;
}

/** The end of a stretch at which a limit is. */
export type End = 'from' | 'to';
export const ENDS = ['from', 'to'] as const satisfies readonly End[];

/** Where a scenario does not say. */
const USUAL_TIMES = 2;
/** A curve of three numbers wants so many values, and one to be judged by. */
export const FEWEST_PLACES = 4;
/** Outwards from a limit to where so few chips are left that keep the spec. */
const FEW = 0.1;
/** Inwards to where no more than this part of those fail that may. */
const PART_OF_FAILING = 1 / 4;
/** Added on both sides, as a part of what lies between. */
const MARGIN = 1 / 4;

/**
 * What is asked once limits have been counted, where noise decides: places about each limit, the same for every chip, so that
 * which they are does not depend on what the chip itself answered before. None: nothing is noisy.
 */
export function presentationsOf(study: Study, limits: readonly Edges[]): Presentations[] {
  const { presentations = null, coarse } = findOf(study.points[0].scenario);
  const times = presentations ?? USUAL_TIMES;
  if (times === 0) return [];
  const wanted = new Map<string, Presentations>();
  for (const limit of limits) {
    const { number, line, rule } = limit;
    // Who asks for them has them, also where nothing is noisy.
    if (presentations === null && !line.points.some(isNoisy)) continue;
    const key = JSON.stringify([number, rule]);
    const before = wanted.get(key)?.places ?? [];
    const places = new Set([...before, ...ENDS.flatMap((end) => placesAbout(limit, end, coarse))]);
    if (places.size === 0) continue;
    wanted.set(key, { line: number, rule, places: [...places].sort((a, b) => a - b), times });
  }
  return [...wanted.values()];
}

/** Whether a run at a point may end otherwise under other noise. */
function isNoisy({ scenario: { engine, device } }: StudyPoint): boolean {
  return engine === 'events' && (noiseOf(device) !== null || device.encoder.jitter > 0);
}

/** Places about one end of the stretch on which a target is reached; none: it is the end of the line, or there is no such stretch. */
export function placesAbout({ line: { points }, counts, reached, target }: Edges, end: End, count: number): number[] {
  const last = points.length - 1;
  const at = reached?.[end] ?? 0;
  if (reached === null || at === (end === 'from' ? 0 : last)) return [];
  const outwards = end === 'from' ? -1 : 1;
  const yieldAt = (place: number) => counts[place].passed / chipsAt(counts[place]);
  const innermost = innermostOf(reached, end, last);
  const enough = 1 - (1 - targetFraction(target)) * PART_OF_FAILING;
  let [inner, outer] = [at, at];
  while (inner !== innermost && yieldAt(inner) < enough) inner -= outwards;
  while (outer !== (end === 'from' ? 0 : last) && yieldAt(outer) > FEW) outer += outwards;
  const margin = Math.max(1, Math.round(MARGIN * Math.abs(outer - inner)));
  for (let step = 0; step < margin || Math.abs(outer - inner) + 1 < FEWEST_PLACES; step++) {
    const before = [inner, outer];
    if (inner !== innermost) inner -= outwards;
    if (outer !== (end === 'from' ? 0 : last)) outer += outwards;
    if (before[0] === inner && before[1] === outer) break;
  }
  const low = Math.min(inner, outer);
  return coarsePlaces(Math.abs(outer - inner) + 1, count).map((place) => low + place);
}

/** How far inwards a limit may be looked about: to the end of the line, or half of the way to the other limit. */
function innermostOf({ from, to }: Stretch, end: End, last: number): number {
  const middle = (from + to) / 2;
  if (end === 'from') return to === last ? last : Math.floor(middle);
  return from === 0 ? 0 : Math.ceil(middle);
}

function chipsAt({ passed, failed, unknown }: SpecCounts): number {
  return passed + failed + unknown;
}
