import type { Interval } from '../../montecarlo/statistics/proportion.ts';
import { points, pValue, threeDigits, withUnit } from '../format.ts';
import type { Adjusted, MetricDifference, PairedDifference, Pairs } from '../summary-pairs.ts';
import type { PairedMetric } from '../tally/paired-values.ts';
import { NONE } from './table.ts';

/** Columns of a line, after the chips and those on which the first, and the second, has more. */
export const CHANGES = ['difference (95 %)', 'median of it (95 %)', 'p', 'p, Holm'] as const;

/** What is compared, chips, on how many the first has more, on how many the second, and `CHANGES`. */
export function pairLines({ stable, inRange, aligned, metrics }: Pairs): string[][] {
  return [
    ['stable', ...ofYield(stable)],
    ['in range', ...ofYield(inRange)],
    ['aligned', ...ofYield(aligned)],
    ...metrics.map((own) => [METRICS[own.metric].name, ...ofMetric(own)]),
  ];
}

const METRICS: Readonly<Record<PairedMetric, { readonly name: string; readonly text: (value: number) => string }>> = {
  angleDeg: { name: 'angle', text: (value) => `${threeDigits(value)} deg` },
  gainMarginDb: { name: 'gain margin', text: (value) => `${threeDigits(value)} dB` },
  settleTime: { name: 'settling', text: (value) => withUnit(value, 's') },
  energy: { name: 'energy', text: (value) => withUnit(value, 'J') },
};

function ofYield(own: PairedDifference): string[] {
  const { onlyFirst, onlySecond, difference, interval } = own;
  const text =
    difference === null ? NONE : `${points(difference)} points (${points(interval[0])} to ${points(interval[1])})`;
  return [chipsOf(own), String(onlyFirst), String(onlySecond), text, NONE, ...tests(own)];
}

function ofMetric(own: MetricDifference): string[] {
  const { metric, more, less, mean, meanInterval, median, medianInterval } = own;
  const text = (value: number) => signed(METRICS[metric].text(value), value);
  const [low, high] = medianInterval;
  const between = (ends: Interval | null) => (ends === null ? '' : ` (${text(ends[0])} to ${text(ends[1])})`);
  const bounded = low === null || high === null ? null : ([low, high] as const);
  return [
    chipsOf(own),
    String(more),
    String(less),
    `${text(mean)}${between(meanInterval)}`,
    `${text(median)}${between(bounded)}`,
    ...tests(own),
  ];
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text.replace(/^-/, '\u2212');
}

function chipsOf({ n, leftOut }: { readonly n: number; readonly leftOut: number }): string {
  return leftOut > 0 ? `${n} (${leftOut} left out)` : String(n);
}

/** The second says of how many tests, which differs where a quantity is not known at every point. */
function tests({ p, adjustedP, tests: of }: Adjusted): string[] {
  return adjustedP === null ? [NONE, NONE] : [pValue(p), `${pValue(adjustedP)} (of ${of})`];
}
