import type { Metric } from '../../model/metrics.ts';
import { CRITERIA } from '../../model/metrics.ts';
import { OUTCOMES } from '../../model/outcomes.ts';
import { type RowColumns, record } from '../../montecarlo/row-columns.ts';
import { metricOf, NONE, type SpecContext } from '../../montecarlo/spec-answer.ts';
import type { PairedCounts } from '../../montecarlo/statistics/paired.ts';
import { Numbers } from './numbers.ts';

/** Metrics that are compared chip by chip, as specs have them. */
export const PAIRED_METRICS = ['angleDeg', 'gainMarginDb', 'settleTime', 'energy'] as const satisfies readonly Metric[];
export type PairedMetric = (typeof PAIRED_METRICS)[number];

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
  readonly #context: SpecContext;

  constructor(context: SpecContext) {
    this.#context = context;
  }

  /** Takes a chip's rows under the first and the second. */
  add(rows: RowColumns, first: number, second: number): void {
    this.chips++;
    if (isIdentical(rows, first, second)) this.identical++;
    if (rows.error[first] === null) this.run++;
    if (rows.error[first] !== null || rows.error[second] !== null) return;
    for (const name of CRITERIA) {
      const [a, b] = [rows[name][first], rows[name][second]];
      if (a === null || b === null) continue;
      this[name][a ? (b ? 'both' : 'onlyFirst') : b ? 'onlySecond' : 'neither']++;
    }
    for (const metric of PAIRED_METRICS) {
      const [a, b] = [this.#valueOf(metric, rows, first), this.#valueOf(metric, rows, second)];
      if (a !== null && b !== null) this.differences[metric].push(a - b);
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

  #valueOf(metric: PairedMetric, rows: RowColumns, i: number): number | null {
    // Screening simulates the chips near their limit on purpose: they are no random part of all.
    if (rows.near[i] && !rows.sampled[i] && (metric === 'settleTime' || metric === 'energy')) return null;
    const found = metricOf(metric, rows, i, this.#context);
    if (found === null || found === NONE) return null;
    const [low, high] = found;
    return low === high && Number.isFinite(low) ? low : null;
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
