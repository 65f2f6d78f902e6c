import { OUTCOMES } from '../../model/outcomes.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import type { PairedCounts } from '../../montecarlo/statistics/paired.ts';
import { CRITERIA } from './cell-tally.ts';

type Counts = { -readonly [K in keyof PairedCounts]: number };

/** The first two rules on the same chips at one point, counted; mergeable. */
export class RulesTally {
  /** Chips with a row under both. */
  chips = 0;
  /** Of them, those with the same results to the last bit, and those that could be run under the first. */
  identical = 0;
  run = 0;
  /** Chips whose answer is known under both. */
  readonly stable = noCounts();
  readonly inRange = noCounts();
  readonly aligned = noCounts();

  /** Takes a chip's rows under the first and the second rule. */
  add(rows: RowColumns, first: number, second: number): void {
    this.chips++;
    if (isIdentical(rows, first, second)) this.identical++;
    if (rows.error[first] === null) this.run++;
    for (const name of CRITERIA) {
      const [a, b] = [first, second].map((i) => (rows.error[i] === null ? rows[name][i] : null));
      if (a === null || b === null) continue;
      this[name][a ? (b ? 'both' : 'onlyFirst') : b ? 'onlySecond' : 'neither']++;
    }
  }

  merge(other: RulesTally): void {
    this.chips += other.chips;
    this.identical += other.identical;
    this.run += other.run;
    for (const name of CRITERIA) {
      for (const key of ANSWERS) this[name][key] += other[name][key];
    }
  }
}

const ANSWERS = ['both', 'onlyFirst', 'onlySecond', 'neither'] as const;

function noCounts(): Counts {
  return { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
}

/** Same results, whatever the rule is called. */
function isIdentical(rows: RowColumns, first: number, second: number): boolean {
  const same = (column: ArrayLike<unknown>) => Object.is(column[first], column[second]);
  return (
    OUTCOMES.every((outcome) => same(rows.outcomes[outcome])) &&
    [rows.activityEvents, rows.differenceEvents, rows.weightLayers, ...rows.angleDeg, rows.error].every(same)
  );
}
