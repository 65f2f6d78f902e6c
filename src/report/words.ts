import type { PlanGroup } from '../config/plan.ts';
import { METRICS, type Metric, metricNamed } from '../model/metrics.ts';
import { OUTCOME_DEFINITIONS } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import { ruleTitle } from '../model/rules.ts';
import { counted, withPlainUnit, withUnit } from './format.ts';
import type { Range, Summary } from './summary.ts';
import { type CellSummary, CHIP_OUTCOMES, type ChipOutcome } from './summary-cell.ts';

export function ruleName(rule: Rule): string {
  return ruleTitle(rule);
}

/** A metric as a reader calls it. */
export function metricName(metric: Metric): string {
  return metricNamed(metric).name;
}

/** "gain margin, dB". */
export function metricWithUnit(metric: Metric): string {
  const { name, unit } = metricNamed(metric);
  return unit === '' ? name : `${name}, ${unit}`;
}

/** A value of a metric in its unit. */
export function metricText(metric: Metric, value: number): string {
  const { kind, unit } = metricNamed(metric);
  if (kind === 'time' || kind === 'energy') return withUnit(value, unit);
  return withPlainUnit(value, unit);
}

/** "gain margin \u2265 6.00 dB". */
export function boundText(metric: Metric, min: number | null, max: number | null): string {
  const name = metricName(metric);
  const value = (x: number) => metricText(metric, x);
  if (min === null && max === null) return name;
  if (min === null) return `${name} \u2264 ${value(max!)}`;
  return max === null ? `${name} \u2265 ${value(min)}` : `${value(min)} \u2264 ${name} \u2264 ${value(max)}`;
}

/** The name of a spec: its own, or where it was given none, which is its metric with its bounds, these in words. */
export function specName(name: string): string {
  const [, metric, min, max] = UNNAMED.exec(name) ?? [];
  const bound = (text: string | undefined) => (text === undefined ? null : Number(text));
  return metric === undefined ? name : boundText(metric as Metric, bound(min), bound(max));
}

const UNNAMED = new RegExp(`^(${METRICS.join('|')})(?: \u2265 ([-+.\\de]+))?(?: \u2264 ([-+.\\de]+))?$`);

/** "45 deg", or the range where the sweep changes it. */
export function anglesInWords({ points }: Summary): string {
  const limits = [...new Set(points.map(({ acceptAngleDeg }) => acceptAngleDeg))].sort((a, b) => a - b);
  return limits.length > 1 ? `${limits[0]} to ${limits.at(-1)} deg` : `${limits[0]} deg`;
}

/** "100 chips", or "91 to 100 chips" where cells differ: those that could be run, or all. */
export function chipsInWords({ points }: Pick<Summary, 'points'>, which: 'run' | 'all'): string {
  const sizes = points.flatMap(({ cells }) => cells.map(({ chips, stable }) => (which === 'run' ? stable.n : chips)));
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return low === high ? counted(high, 'chip') : `${low} to ${counted(high, 'chip')}`;
}

/** "0.25 to 0.75 and 1 (end of the sweep)". */
export function rangesInWords(ranges: readonly Range[]): string {
  if (ranges.length === 0) return 'no value of the sweep';
  if (ranges.some(({ openBelow, openAbove }) => openBelow && openAbove)) return 'every value of the sweep';
  return ranges
    .map(({ from, to, openBelow, openAbove }) => {
      const range = from === to ? from : `${from} to ${to}`;
      return openBelow || openAbove ? `${range} (${openBelow ? 'start' : 'end'} of the sweep)` : range;
    })
    .join(' and ');
}

/** "settled 70, slow 7, oscillating 23". */
export function outcomesInWords({ chipOutcomes }: CellSummary): string {
  const found = CHIP_OUTCOMES.filter((outcome) => chipOutcomes[outcome] > 0);
  return found.map((outcome) => `${outcome}\u00a0${chipOutcomes[outcome]}`).join(', ') || 'no chips';
}

/** "100 times beta": as far as branches were followed. */
export function followedInWords({ points }: Pick<Summary, 'points'>): string {
  const times = [...new Set(points.map(({ follow }) => follow))].sort((a, b) => a - b);
  return `${times.length > 1 ? `${times[0]} to ` : ''}${times.at(-1)} times beta`;
}

/** What the word for how a run, or a chip, ends means. */
export function meaningOf(outcome: ChipOutcome): string {
  return outcome === 'refused'
    ? 'the chip could not be made or run. In no yield.'
    : OUTCOME_DEFINITIONS[outcome].meaning;
}

/** What the intervals of yields are. */
export function intervalsInWords({ setup }: Pick<Summary, 'setup'>): string {
  if (setup.plan !== null)
    return `95 %, from what ${setup.plan.replicates} independent replicates of the plan differ by`;
  return setup.until === null ? '95 % Wilson intervals' : '95 % confidence sequences, valid however many chips it took';
}

/** How chips were spread, and what that does to intervals; empty where they are independent. */
export function planInWords({ setup: { plan, chips } }: Pick<Summary, 'setup'>): string {
  if (plan === null) return '';
  const { kind, replicates, groups = [] } = plan;
  const over = ['die and gradient', ...groups.map(groupInWords)].join(', ');
  const what = kind === 'sobol' ? 'scrambled Sobol sequences' : 'Latin hypercubes in blocks of 32';
  return (
    `${kind}: ${replicates} independent ${what}, ${chips / replicates} chips each, over ${over}, all else random; intervals of ` +
    'yields are from what the replicates differ by, all other intervals take chips for independent'
  );
}

/** "mismatch of neuron.gain in layer 1 (first 16)". */
export function groupInWords({ parameter, layer, first }: PlanGroup): string {
  return `mismatch of ${parameter}${layer === undefined ? '' : ` in ${layer}`}${first === undefined ? '' : ` (first ${first})`}`;
}

/** When a sweep that could end was to; empty for one of a fixed number of chips. */
export function untilInWords({ setup: { until, chips, chipsAtMost } }: Pick<Summary, 'setup'>): string {
  if (until === null) return '';
  const what =
    'decided' in until ? 'every target was met or missed' : `every interval was within ${100 * until.interval} %`;
  return chips < chipsAtMost
    ? `ended after ${chips} chips, when ${what} (at most ${chipsAtMost})`
    : `was to end when ${what}, and did not before all ${chips} chips`;
}

/** With its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
