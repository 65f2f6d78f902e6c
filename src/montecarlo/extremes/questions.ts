import type { Extremes, Scenario } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import type { Study, StudyPoint } from '../study.ts';

/** The worst chips of one rule at one point of the sweep. */
export interface ExtremesQuestion extends Extremes {
  readonly point: StudyPoint;
  readonly rule: Rule;
}

/** What a scenario of kind: extremes asks for. */
export function extremesOf({ extremes }: Scenario): Extremes {
  if (extremes === undefined) throw new Error('expected a scenario of kind: extremes');
  return extremes;
}

/** By point, then rule. */
export function questionsOf({ points }: Study): ExtremesQuestion[] {
  return points.flatMap((point) =>
    point.scenario.rules.map((rule) => ({ ...extremesOf(point.scenario), point, rule })),
  );
}
