import type { Rare, Scenario, Spec } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import type { LimitState } from '../rare/chains.ts';
import { ChipSpace } from '../rare/chip-space.ts';
import { LOST_FROM, lossLimit } from '../rare/loss-limit.ts';
import type { SubsetPlan } from '../rare/repetition.ts';
import { MISSED_FROM, specLimit } from '../rare/spec-limit.ts';
import type { Study, StudyPoint } from '../study.ts';
import { isAskedOf } from './find-answer.ts';

/** One probability that is asked for. */
export interface RareQuestion {
  readonly point: StudyPoint;
  readonly rule: Rule;
  /** Null: failing is to have lost a branch by beta. */
  readonly spec: Spec | null;
  readonly repetitions: number;
  readonly plan: SubsetPlan;
}

/** What a scenario of kind: rare asks for. */
export function rareOf({ rare }: Scenario): Rare {
  if (rare === null) throw new Error('expected a scenario of kind: rare');
  return rare;
}

/** By point, then rule. */
export function questionsOf({ points }: Study): RareQuestion[] {
  return points.flatMap((point) => {
    const { scenario } = point;
    const { limit, repetitions, downTo } = rareOf(scenario);
    const spec = limit === 'lossBeta' ? null : scenario.accept.specs.find(({ name }) => name === limit.spec)!;
    const rules = scenario.rules.filter((rule) => spec === null || isAskedOf(spec, rule));
    const plan = { points: scenario.chips, failsAt: spec === null ? LOST_FROM : MISSED_FROM, downTo };
    return rules.map((rule) => ({ point, rule, spec, repetitions, plan }));
  });
}

/** The space of a question's chips, and its limit state. */
export function limitOf(study: Study, { point, rule, spec }: RareQuestion): { space: ChipSpace; limit: LimitState } {
  const space = new ChipSpace(study, point);
  if (spec !== null) return { space, limit: space.limit(specLimit(study, point, rule, spec)) };
  const lost = lossLimit(study, point, rule);
  return { space, limit: space.limit((origin, above) => lost(space.chip(origin), above)) };
}
