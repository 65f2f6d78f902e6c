import { metricNamed } from '../../model/metrics.ts';
import {
  difference,
  middle,
  pairedMedianChange,
  unpairedMedianChange,
} from '../../montecarlo/statistics/median-change.ts';
import { mcNemarExact, newcombeInterval, type PairedCounts } from '../../montecarlo/statistics/paired.ts';
import type { Interval } from '../../montecarlo/statistics/proportion.ts';
import { fisherExact, newcombeIndependent } from '../../montecarlo/statistics/unpaired.ts';
import { countAnswers, pairAnswers } from './answer-pairs.ts';
import { type CellValues, MEASURES, type Measure } from './cell-values.ts';
import type { Change, Direction, MeasureComparison, YieldComparison } from './comparison.ts';

/** A change before p is adjusted for how many there are. */
export type Unadjusted<T extends Change> = Omit<T, 'adjustedP' | 'significant'>;

/** One yes or no; null: there is no chip of which it is known. `margin`: the worsening that is to be ruled out. */
export function compareYield(
  name: string,
  first: Uint8Array,
  second: Uint8Array,
  paired: boolean,
  margin: number | null,
): Unadjusted<YieldComparison> | null {
  const counts = { name, first: countAnswers(first), second: countAnswers(second) };
  const isWithin = ([low]: Interval) => (margin === null ? null : low > -margin);
  if (!paired) {
    const [a, b] = [counts.first, counts.second];
    if (a.n === 0 || b.n === 0) return null;
    const interval = newcombeIndependent(b, a);
    const worst = { passed: b.passed, n: b.n + b.undecided + b.refused };
    return {
      ...counts,
      pairs: null,
      change: b.passed / b.n - a.passed / a.n,
      interval,
      p: fisherExact(a, b),
      direction: directionOf(interval, 'more'),
      withinMargin: isWithin(newcombeIndependent(worst, a)),
    };
  }
  const { known, leftOut, worst } = pairAnswers(first, second);
  const { both, onlyFirst, onlySecond, neither } = known;
  const n = both + onlyFirst + onlySecond + neither;
  if (n === 0) return null;
  const interval = newcombeInterval(turned(known));
  return {
    ...counts,
    pairs: { n, leftOut, onlyFirst, onlySecond },
    change: (onlySecond - onlyFirst) / n,
    interval,
    p: mcNemarExact(onlyFirst, onlySecond),
    direction: directionOf(interval, 'more'),
    withinMargin: isWithin(newcombeInterval(turned(worst))),
  };
}

/** The second before the first, so that what the second has more is positive. */
function turned({ both, onlyFirst, onlySecond, neither }: PairedCounts): PairedCounts {
  return { both, onlyFirst: onlySecond, onlySecond: onlyFirst, neither };
}

/** The medians of a measure; null: no chip has it. */
export function compareMeasure(
  name: Measure,
  first: CellValues,
  second: CellValues,
  paired: boolean,
): Unadjusted<MeasureComparison> | null {
  const m = MEASURES.indexOf(name);
  const [a, b] = [first.measures[m], second.measures[m]];
  const isThere = (value: number) => !Number.isNaN(value);
  const better = metricNamed(name).better === 'less' ? 'less' : 'more';
  if (!paired) {
    const [x, y] = [a.filter(isThere), b.filter(isThere)];
    if (x.length === 0 || y.length === 0) return null;
    const found = unpairedMedianChange(x, y);
    const direction = directionOf(found.interval, better);
    return { name, first: medianOf(x), second: medianOf(y), leftOut: null, ...found, direction };
  }
  const common = a.subarray(0, b.length).map((value, chip) => (isThere(b[chip]) ? value : NaN));
  const chips = [...common.keys()].filter((chip) => isThere(common[chip]));
  if (chips.length === 0) return null;
  const pick = (values: Float64Array) => Float64Array.from(chips, (chip) => values[chip]);
  const found = pairedMedianChange(Float64Array.from(chips, (chip) => difference(b[chip], a[chip])));
  return {
    name,
    first: medianOf(pick(a)),
    second: medianOf(pick(b)),
    leftOut: pairsIn(first, second) - chips.length,
    ...found,
    direction: directionOf(found.interval, better),
  };
}

/** Chips with a row in both. */
export function pairsIn({ answers: [first] }: CellValues, { answers: [second] }: CellValues): number {
  let pairs = 0;
  for (let chip = 0; chip < Math.min(first.length, second.length); chip++) {
    if (first[chip] > 0 && second[chip] > 0) pairs++;
  }
  return pairs;
}

function medianOf(values: Float64Array): { n: number; median: number } {
  return { n: values.length, median: middle(values.sort()) };
}

function directionOf([low, high]: Interval, better: 'more' | 'less'): Direction {
  if (low <= 0 && high >= 0) return 'no change within noise';
  return low > 0 === (better === 'more') ? 'better' : 'worse';
}
