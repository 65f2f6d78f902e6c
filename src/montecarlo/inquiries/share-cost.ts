import { chipCost } from '../chip-cost.ts';
import { hybridsPerRow } from '../statistics/pick-freeze.ts';
import type { Study, StudyPoint } from '../study.ts';
import { changeLines } from './changes.ts';
import { isShared } from './sensitivity.ts';
import { shareGroups } from './share-groups.ts';

/** What a sensitivity takes, known before anything is drawn. */
export interface ShareCost {
  /** Chips that are made: twins and hybrids too. */
  readonly chips: number;
  /** Of one ordinary core, s. */
  readonly seconds: number;
}

export function shareCost(study: Study): ShareCost {
  const changed = changeLines(study).length > 0;
  const made = study.points.map((point) => {
    return { point, chips: chipsAt(study, point) + (changed ? point.scenario.chips : 0) };
  });
  return {
    chips: made.reduce((sum, { chips }) => sum + chips, 0),
    seconds: made.reduce((sum, { point, chips }) => sum + chips * chipCost([point]), 0),
  };
}

/** With twins and hybrids of a point. */
function chipsAt(study: Study, point: StudyPoint): number {
  if (!isShared(study, point)) return 0;
  const groups = shareGroups(study, point).names.length;
  return point.scenario.chips * hybridsPerRow(groups);
}
