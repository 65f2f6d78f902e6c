import { type DrawSource, drawGroup, drawSources } from '../../chip/draw-source.ts';
import type { Scenario } from '../../config/scenario.ts';
import type { Study, StudyPoint } from '../study.ts';

/** The groups that the chips of a point draw, and which of them a draw is of. */
export interface ShareGroups {
  readonly names: readonly string[];
  /** Index into `names`. */
  groupOf(source: DrawSource): number;
}

export function shareGroups({ tasks }: Study, { scenario, task }: StudyPoint): ShareGroups {
  const { groups: by } = questionOf(scenario);
  const sources = drawSources(scenario.device, tasks[task].network);
  const names = [...new Set(sources.map((source) => drawGroup(source, by)))];
  return { names, groupOf: (source) => names.indexOf(drawGroup(source, by)) };
}

/** What a scenario of kind sensitivity asks for. */
export function questionOf({ sensitivity }: Pick<Scenario, 'sensitivity'>): NonNullable<Scenario['sensitivity']> {
  if (sensitivity === null) throw new Error('a scenario of kind sensitivity says of what');
  return sensitivity;
}
