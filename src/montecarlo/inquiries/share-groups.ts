import { type DrawSource, drawGroup, drawSources } from '../../chip/draw-source.ts';
import type { Scenario } from '../../config/scenario.ts';
import type { Study, StudyPoint } from '../study.ts';

/** Parameters that stationary states do not depend on, having no encoders. */
const UNSEEN = /^encoder\./;

/** The groups that the chips of a point draw, and which of them a draw is of. */
export interface ShareGroups {
  readonly names: readonly string[];
  /** Parameters that vary and change nothing that is looked at. */
  readonly unseen: readonly string[];
  /** Index into `names`; -1: unseen. */
  groupOf(source: DrawSource): number;
}

export function shareGroups({ tasks }: Study, { scenario, task }: StudyPoint): ShareGroups {
  const { groups: by } = questionOf(scenario);
  const sources = drawSources(scenario.device, tasks[task].network);
  const isUnseen = ({ parameter }: DrawSource) => UNSEEN.test(parameter);
  const names = [...new Set(sources.filter((source) => !isUnseen(source)).map((source) => drawGroup(source, by)))];
  return {
    names,
    unseen: [...new Set(sources.filter(isUnseen).map(({ parameter }) => parameter))],
    groupOf: (source) => (isUnseen(source) ? -1 : names.indexOf(drawGroup(source, by))),
  };
}

/** What a scenario of kind sensitivity asks for. */
export function questionOf({ sensitivity }: Pick<Scenario, 'sensitivity'>): NonNullable<Scenario['sensitivity']> {
  if (sensitivity === null) throw new Error('a scenario of kind sensitivity says of what');
  return sensitivity;
}
