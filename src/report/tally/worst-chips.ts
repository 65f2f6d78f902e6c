import { OUTCOMES } from '../../model/outcomes.ts';
import type { WorstChip } from '../worst-chip.ts';
import { FirstFew } from './first-few.ts';
import type { LiftedColumns } from './lifted-columns.ts';
import { worstAngle } from './worst-angle.ts';

/** All that a report lists, over all points and rules, and the most of one of them. */
const LISTED = 400;
const MOST = 25;

/** So many chips of a point and rule are listed; of a large sweep none, where even one of each would be too many. */
export function worstListed(cells: number): number {
  return Math.min(MOST, Math.floor(LISTED / cells));
}

/** The worst chips of a point and rule: by how they end, how many inputs fail, and the smallest margin. Mergeable. */
export class WorstChips {
  readonly #found: FirstFew<WorstChip>;
  readonly #probes: number;

  constructor(most: number, probes: number) {
    this.#found = new FirstFew(most, inOrder);
    this.#probes = probes;
  }

  /** Takes row i, of a chip that could be run. */
  add({ rows, outcomes }: LiftedColumns, i: number): void {
    const { branches, activityEvents, differenceEvents, energy } = rows;
    const [up, down] = [activityEvents[i], differenceEvents[i]];
    const lost = branches.lost.stable[i] + branches.lost.unstable[i] + branches.lost.undecided[i] > 0;
    let worst = OUTCOMES[0];
    let failing = 0;
    for (const { outcome, isFailing, column } of outcomes) {
      if (column[i] > 0) worst = outcome;
      if (isFailing) failing += column[i];
    }
    // Most chips end better than those that are kept: nothing is made of them.
    const { last } = this.#found;
    const rank = OUTCOMES.indexOf(worst);
    const lastRank = last === undefined ? -1 : OUTCOMES.indexOf(last.outcome);
    if (rank < lastRank || (rank === lastRank && failing < last!.failing)) {
      this.#found.skip();
      return;
    }
    this.#found.add({
      chip: rows.chip[i],
      outcome: worst,
      failing,
      undecided: rows.outcomes.undecided[i],
      gainMargin: lost ? null : rows.gainMargin[i],
      lossBeta: rows.lossBeta[i],
      angleDeg: worstAngle(rows, i),
      settleTimeMax: rows.settleTimeMax[i],
      events: up === null || down === null ? null : (up + down) / this.#probes,
      energy: energy[i] === null ? null : energy[i] / this.#probes,
    });
  }

  merge(other: WorstChips): void {
    this.#found.merge(other.#found);
  }

  /** The worst first. */
  sorted(): readonly WorstChip[] {
    return this.#found.sorted();
  }
}

/** A chip whose branches all have an infinite margin comes last of those that end alike. */
function inOrder(a: WorstChip, b: WorstChip): number {
  const margin = ({ gainMargin }: WorstChip) => gainMargin ?? Number.MAX_VALUE;
  const end = ({ lossBeta }: WorstChip) => lossBeta ?? Number.MAX_VALUE;
  return (
    OUTCOMES.indexOf(b.outcome) - OUTCOMES.indexOf(a.outcome) ||
    b.failing - a.failing ||
    b.undecided - a.undecided ||
    end(a) - end(b) ||
    margin(a) - margin(b) ||
    a.chip - b.chip
  );
}
