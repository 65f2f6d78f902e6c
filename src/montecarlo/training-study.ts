import type { Scenario, SweepPoint } from '../config/scenario.ts';
import { REFERENCE_RULE, type Rule } from '../model/rules.ts';
import type { Dataset } from '../network/dataset.ts';
import { type Study, studyOf } from './study.ts';
import type { Task } from './task.ts';

/** Everything that trainings need to know, sent once to each thread. */
export interface TrainingStudy {
  readonly study: Study;
  readonly train: Dataset;
  readonly test: Dataset;
}

/** One chip that is trained by one rule at one point. */
export interface TrainingAddress {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
}

export function trainingStudyOf(
  scenario: Scenario,
  points: readonly SweepPoint[],
  taskOf: (scenario: Scenario) => Task,
  data: { readonly train: Dataset; readonly test: Dataset },
): TrainingStudy {
  return { study: studyOf(scenario, points, taskOf), ...data };
}

/** The rules of a scenario, and the reference where it asks for it. */
export function trainedRules({ rules, train }: Pick<Scenario, 'rules' | 'train'>): Rule[] {
  return train.reference ? [...rules, REFERENCE_RULE] : [...rules];
}

/** All trainings, chip by chip: those of a chip, which are compared, one after the other. */
export function trainingsOf(points: number, scenario: Scenario): TrainingAddress[] {
  const rules = trainedRules(scenario);
  return Array.from({ length: scenario.chips }, (_, chip) =>
    Array.from({ length: points }, (_, point) => rules.map((rule) => ({ point, chip, rule }))).flat(),
  ).flat();
}
