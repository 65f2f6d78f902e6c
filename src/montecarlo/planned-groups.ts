import { drawSources } from '../chip/draw-source.ts';
import { isPlanned } from '../chip/origin.ts';
import type { Finding } from './preflight.ts';
import type { Study } from './study.ts';

/** Groups of a plan that no chip of a study draws from: they would be accepted and change nothing. */
export function idleGroups({ plan, points, tasks }: Pick<Study, 'plan' | 'points' | 'tasks'>): Finding[] {
  const groups = plan?.groups ?? [];
  if (groups.length === 0) return [];
  const devices = new Map(points.map((point) => [point.family, point]));
  const drawn = [...devices.values()].flatMap(({ scenario, task }) =>
    drawSources(scenario.device, tasks[task].network),
  );
  return groups.flatMap((group, i) => {
    if (drawn.some((source) => isPlanned(group, source))) return [];
    const mismatch = drawn.filter(({ part }) => part === 'mismatch');
    const ofParameter = mismatch.filter(({ parameter }) => parameter === group.parameter);
    const key = ofParameter.length > 0 ? 'layer' : 'parameter';
    const names = new Set((ofParameter.length > 0 ? ofParameter : mismatch).map((source) => source[key]));
    const known = names.size === 0 ? 'a device with mismatch' : `one of ${[...names].join(', ')}`;
    return [{ path: `planned.${i}.${key}`, message: `expected ${known}, of which chips draw something` }];
  });
}
