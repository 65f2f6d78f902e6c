import { CRITERIA } from '../../model/metrics.ts';
import { record } from '../../montecarlo/row-columns.ts';
import type { PairedCounts } from '../../montecarlo/statistics/paired.ts';
import { Numbers } from './numbers.ts';
import { PAIRED_METRICS, type PairedMetric, type PairedRows } from './paired-values.ts';

type Counts = { -readonly [K in keyof PairedCounts]: number };

/** Two treatments of the same chips: rules at a point, or points under a rule; mergeable. */
export class PairTally {
  /** Chips with a row under both. */
  chips = 0;
  /** Of them, those with the same results to the last bit, and those that could be run under the first. */
  identical = 0;
  run = 0;
  /** Chips whose answer is known under both. */
  readonly stable = noCounts();
  readonly inRange = noCounts();
  readonly aligned = noCounts();
  /** First minus second, of chips that have a finite value under both. */
  readonly differences: Readonly<Record<PairedMetric, Numbers>> = record(PAIRED_METRICS, () => new Numbers());

  /** Takes a chip's rows under the first and the second. */
  add({ rows, values, results }: PairedRows, first: number, second: number): void {
    this.chips++;
    if (isIdentical(results, first, second)) this.identical++;
    if (rows.error[first] === null) this.run++;
    if (rows.error[first] !== null || rows.error[second] !== null) return;
    for (const name of CRITERIA) {
      const a = rows[name][first];
      const b = rows[name][second];
      if (a === null || b === null) continue;
      this[name][a ? (b ? 'both' : 'onlyFirst') : b ? 'onlySecond' : 'neither']++;
    }
    for (const metric of PAIRED_METRICS) {
      const difference = values[metric][first] - values[metric][second];
      if (!Number.isNaN(difference)) this.differences[metric].push(difference);
    }
  }

  /** Takes over what the other has taken, which is not to be used afterwards. */
  merge(other: PairTally): void {
    this.chips += other.chips;
    this.identical += other.identical;
    this.run += other.run;
    for (const name of CRITERIA) {
      for (const key of ANSWERS) this[name][key] += other[name][key];
    }
    for (const metric of PAIRED_METRICS) this.differences[metric].merge(other.differences[metric]);
  }
}

const ANSWERS = ['both', 'onlyFirst', 'onlySecond', 'neither'] as const;

function noCounts(): Counts {
  return { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
}

/** Same results, whatever the rule is called. */
function isIdentical(results: readonly ArrayLike<unknown>[], first: number, second: number): boolean {
  for (const column of results) if (!Object.is(column[first], column[second])) return false;
  return true;
}
