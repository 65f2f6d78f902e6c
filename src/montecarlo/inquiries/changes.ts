import { AS_DESIGNED, CHANGE } from '../../config/one-at-a-time.ts';
import type { Scenario, Spec } from '../../config/scenario.ts';
import { CRITERIA } from '../../model/metrics.ts';
import { isAnswer } from '../spec-answer.ts';
import type { Study, StudyPoint } from '../study.ts';
import { type Line, linesOf } from './lines.ts';

/** A device as it is and with single changes, the same on all other axes. */
export interface ChangeLine extends Pick<Line, 'others'> {
  readonly base: StudyPoint;
  readonly changed: readonly (StudyPoint & { readonly change: string })[];
}

/** Whether the device of a point is a changed one. */
export function isChanged({ coordinates }: Pick<StudyPoint, 'coordinates'>): boolean {
  return coordinates.some(({ path, value }) => path === CHANGE && value !== AS_DESIGNED);
}

/** Every device of a sweep that has changes besides it. */
export function changeLines(study: Pick<Study, 'points'>): ChangeLine[] {
  return linesOf(study, CHANGE).flatMap(({ others, points }) => {
    const base = points.find((point) => !isChanged(point));
    const changed = points.filter(isChanged).map((point) => {
      return { ...point, change: String(point.coordinates.find(({ path }) => path === CHANGE)?.value) };
    });
    return base === undefined || changed.length === 0 ? [] : [{ others, base, changed }];
  });
}

/** What changes are judged by: the three yields of every sweep, and the specs of the scenario. */
export function criteriaOf({ accept: { specs } }: Pick<Scenario, 'accept'>): Spec[] {
  const yields = CRITERIA.filter(
    (metric) => !specs.some((spec) => isAnswer(spec.metric) && spec.metric === metric && spec.rules === null),
  );
  return [
    ...yields.map((metric) => ({ name: metric, metric, min: null, max: null, target: null, rules: null })),
    ...specs,
  ];
}
