import { type LimitState, runChains } from './chains.ts';
import type { Fresh } from './lineage.ts';
import { Repetition, type SubsetPlan } from './repetition.ts';

/** Runs one subset simulation to its end. @param fresh of this repetition */
export function subsetSimulation(
  plan: SubsetPlan,
  number: number,
  dimension: number,
  fresh: Fresh,
  limit: LimitState,
): Repetition {
  const repetition = new Repetition(plan, number);
  while (repetition.requests.length > 0) {
    repetition.take(repetition.requests.map((request) => runChains(request, dimension, fresh, limit)));
  }
  return repetition;
}
