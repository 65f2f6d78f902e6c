import { loadScenario } from '../../../src/config/load-scenario.ts';
import type { ExtremesQuestion } from '../../../src/montecarlo/extremes/questions.ts';

const { scenario, points } = loadScenario('worst-chips');

/** The question of the shipped scenario, without its network, with so many chips. */
export function shippedQuestion(chips: number): ExtremesQuestion {
  const [point] = points;
  const own = { ...point, beta: 0.2, task: 0, family: 0, arrays: 0, scenario: { ...point.scenario, chips } };
  return { ...scenario.extremes!, most: 500, point: own, rule: 'dp-transpose' };
}
