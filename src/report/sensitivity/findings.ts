import { exp } from '../../model/elementary.ts';
import type { SharedMetric } from '../../model/metrics.ts';
import { counted, percent, percentInterval, threeDigits } from '../format.ts';
import { ruleName } from '../words.ts';
import { QUESTIONABLE, type ShareCell } from './cell.ts';
import type { SensitivitySummary, SharePoint } from './summary.ts';
import { share } from './tables.ts';

/** Groups that a sentence names. */
const NAMED = 3;

/** What was found, sentences for every point and rule. */
export function findings(summary: SensitivitySummary): string[] {
  return summary.points.flatMap((point) => [
    ...(point.groups === 0
      ? [`${where(point)}nothing that the metric depends on varies from chip to chip.`]
      : point.cells.flatMap((cell) => ofCell(summary, point, cell))),
    ...(point.unseen.length === 0
      ? []
      : [`${where(point)}${point.unseen.join(', ')}: vary too, but stationary states do not depend on them.`]),
  ]);
}

function ofCell(summary: SensitivitySummary, point: SharePoint, cell: ShareCell): string[] {
  const who = `${where(point)}${ruleName(cell.rule)}`;
  if (cell.sameAs !== null) return [`${who}: as ${ruleName(cell.sameAs)}, the same circuit here.`];
  const { shares } = cell;
  if (shares === null) return [`${who}: ${without(summary, cell)}`];
  const { groups, firstSum, deviation } = shares;
  const led = groups.slice(0, NAMED).map(({ name, shapley }) => `${name} ${share(shapley)}`);
  const spread = summary.onLogarithm ? `, a factor of ${threeDigits(exp(deviation))} either way` : '';
  return [
    `${who}: ${quantity(summary)} has a standard deviation of ${threeDigits(deviation)}${spread}, over ${counted(cell.used, 'chip')}. ` +
      `Of its variance ${led.join(', ')}, interactions shared out equally.`,
    `${who}: ${together(firstSum)}`,
    ...doubts(summary, cell).map((doubt) => `${who}: ${doubt}`),
  ];
}

/** What the first orders leave. */
function together({
  value,
  interval,
}: {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}): string {
  const sum = `alone, the draws sum to ${share({ value, interval })} of the variance`;
  if (interval === null) return `${sum}.`;
  const rest: readonly [number, number] = [1 - interval[1], 1 - interval[0]];
  if (rest[0] <= 0) return `${sum}: no interaction is shown.`;
  return `${sum}; the other ${percent(1 - value)} (${percentInterval(rest)}) is what they do together, which no spread taken alone shows.`;
}

function doubts({ chips, follow, metric }: SensitivitySummary, { used, atBound }: ShareCell): string[] {
  const out = chips - used;
  return [
    ...(out > QUESTIONABLE * chips
      ? [
          `${out} of ${counted(chips, 'chip')} are left out, having no value; the shares are those of the others, and stable or lossBeta as metric leave out fewer.`,
        ]
      : []),
    ...(atBound > QUESTIONABLE
      ? [
          `${percent(atBound)} of the values are ${follow} times beta, as far as branches were followed; what they do beyond is in no share${metric === 'lossBeta' ? ' (follow: more)' : ''}.`,
        ]
      : []),
  ];
}

function without({ chips, follow }: SensitivitySummary, { used, error, atBound }: ShareCell): string {
  if (atBound === 1) return `no branch ends within ${follow} times beta, on any chip; follow: more looks farther.`;
  if (chips === used) return `${counted(chips, 'chip')} and their twins are all alike.`;
  const why = error === null ? '' : `: ${error}`;
  return `no shares, because ${chips - used} of ${counted(chips, 'chip')} have no value${why}.`;
}

const QUANTITIES: Readonly<Partial<Record<SharedMetric, string>>> = {
  lossBeta: 'ln of the beta at which a branch ends',
  certifiedBeta: 'ln of the certified beta',
  gainMarginDb: 'the gain margin in dB',
  angleDeg: 'the angle in degrees',
};

export function quantity({ metric }: Pick<SensitivitySummary, 'metric'>): string {
  return QUANTITIES[metric] ?? metric;
}

function where({ at }: SharePoint): string {
  return at === '' ? '' : `${at}, `;
}
