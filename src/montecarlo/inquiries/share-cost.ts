import { chipCost } from '../chip-cost.ts';
import { hybridsPerRow } from '../statistics/pick-freeze.ts';
import type { Study, StudyPoint } from '../study.ts';
import { shareGroups } from './share-groups.ts';

/** What a sensitivity takes, known before anything is drawn. */
export interface ShareCost {
  /** Chips that are made: twins and hybrids too. */
  readonly chips: number;
  /** Of one ordinary core, s. */
  readonly seconds: number;
}

export function shareCost(study: Study): ShareCost {
  const made = study.points.map((point) => ({ point, chips: chipsAt(study, point) }));
  return {
    chips: made.reduce((sum, { chips }) => sum + chips, 0),
    seconds: made.reduce((sum, { point, chips }) => sum + chips * chipCost([point]), 0),
  };
}

/** Of a point: none where nothing is drawn. */
export function chipsAt(study: Study, point: StudyPoint): number {
  const groups = shareGroups(study, point).names.length;
  return groups === 0 ? 0 : point.scenario.chips * hybridsPerRow(groups);
}
