import type { Scenario } from '../config/scenario.ts';
import type { Study } from './study.ts';
import type { Task } from './task.ts';

/** What the trials of a point of a sweep were made with. */
export interface TrialPoint {
  readonly scenario: Scenario;
  readonly task: Task;
  readonly beta: number;
}

/** The points of a run by their index; throws where they cannot be had any more. */
export type TrialPoints = (index: number) => TrialPoint;

/** Those of a study that is at hand. */
export function pointsOfStudy({ points, tasks }: Study): TrialPoints {
  return (index) => {
    const { scenario, task, beta } = points[index];
    return { scenario, task: tasks[task], beta };
  };
}
