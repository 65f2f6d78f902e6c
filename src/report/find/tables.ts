import { percent, percentInterval } from '../format.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import { ruleName } from '../words.ts';
import type { Confirmed, FindSummary, Limit, Range } from './summary.ts';

/** Every limit: where the target is reached, where this is shown, and from where on it is missed. */
export function limitTable({ limits, others, along }: FindSummary): Table {
  const events = limits.some(({ confirmed }) => confirmed.length > 0);
  return tableOf(others.length > 0 ? 2 : 1, limits, [
    ...(others.length > 0 ? [['point', ({ at }: Limit) => at] as const] : []),
    ['rule', ({ rule }) => ruleName(rule)],
    ['spec', ({ spec }) => spec],
    ['target', ({ target }) => percent(target)],
    [`${along.name} reached`, ({ reached }) => rangeInWords(reached)],
    ['shown', ({ shown }) => rangeInWords(shown)],
    ['not missed', ({ possible }) => rangeInWords(possible)],
    ...(events ? [['by events at the limit', ({ confirmed }: Limit) => confirmedInWords(confirmed)] as const] : []),
  ]);
}

/** "0.5 to 0.34", an end that is the axis's own marked. */
export function rangeInWords(range: Range | null): string {
  if (range === null) return 'nowhere';
  const { from, to } = range;
  if (from.open && to.open && from.label !== to.label) return `all of it`;
  return from.label === to.label ? `${from.label} only` : `${from.label} to ${to.label}`;
}

function confirmedInWords(confirmed: readonly Confirmed[]): string {
  if (confirmed.length === 0) return NONE;
  return confirmed
    .map(({ label, chips, kept, same }) => `${kept}/${chips} at ${label}, ${same} as foretold`)
    .join('; ');
}

/** The yield at every value of the axis. */
export function curveTable({ limits, along, others }: FindSummary): Table {
  const lines = limits.flatMap((limit) => limit.curve.map((point) => ({ limit, point })));
  return tableOf(3, lines, [
    ...(others.length > 0 ? [['point', ({ limit }: (typeof lines)[number]) => limit.at] as const] : []),
    ['rule', ({ limit }) => ruleName(limit.rule)],
    ['spec', ({ limit }) => limit.spec],
    [along.name, ({ point }) => point.label],
    ['keep it', ({ point: { passed, failed, unknown } }) => `${passed}/${passed + failed + unknown}`],
    ['bounds', ({ point: { low, high } }) => percentInterval([low, high])],
    ['not known', ({ point }) => String(point.unknown)],
  ]);
}

export const LIMIT_NOTE =
  'Reached: the longest stretch of values at which so many chips keep the spec, chips that are undecided or could not be run ' +
  'counted as failing. Shown: where the exact one-sided 95 % bound of the yield reaches the target too. Not missed: as far as its ' +
  'upper bound does; beyond, the target is missed. All three are as fine as the values of the axis.';
