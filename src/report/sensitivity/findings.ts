import { exp } from '../../model/elementary.ts';
import type { SharedMetric } from '../../model/metrics.ts';
import type { Estimate } from '../../montecarlo/statistics/sensitivity.ts';
import { counted, percent, threeDigits } from '../format.ts';
import { ruleName } from '../words.ts';
import { QUESTIONABLE, type ShareCell } from './cell.ts';
import { yieldText } from './change-table.ts';
import type { ChangeCell, YieldChange } from './changes.ts';
import type { SensitivitySummary, SharePoint } from './summary.ts';
import { share } from './tables.ts';

/** Groups that a sentence names. */
const NAMED = 3;
/** Of a change, adjusted for all of them. */
const LEVEL = 0.05;

/** What was found, sentences for every point and rule. */
export function findings(summary: SensitivitySummary): string[] {
  return [...summary.points.flatMap((point) => ofPoint(summary, point)), ...ofChanges(summary)];
}

function ofPoint(summary: SensitivitySummary, point: SharePoint): string[] {
  return [
    ...(point.groups === 0
      ? [`${where(point)}nothing that the metric depends on varies from chip to chip.`]
      : point.cells.flatMap((cell) => ofCell(summary, point, cell))),
    ...(point.unseen.length === 0
      ? []
      : [`${where(point)}${point.unseen.join(', ')}: vary too, but stationary states do not depend on them.`]),
  ];
}

/** Changes that show another yield, the largest first, for every device, rule and criterion. */
function ofChanges({ changes, chips }: SensitivitySummary): string[] {
  const sentences = new Map<string, { cell: ChangeCell; own: YieldChange }[]>();
  for (const cell of changes) {
    for (const own of cell.yields) {
      const who = `${cell.at === '' ? '' : `${cell.at}, `}${ruleName(cell.rule)}: ${own.criterion}`;
      sentences.set(who, [...(sentences.get(who) ?? []), { cell, own }]);
    }
  }
  return [...sentences].map(([who, found]) => {
    const shown = found
      .filter(({ own }) => own.p < LEVEL && own.difference !== null)
      .sort((a, b) => Math.abs(b.own.difference ?? 0) - Math.abs(a.own.difference ?? 0))
      .slice(0, NAMED);
    const [{ own }] = found;
    const base = `${who} is kept by ${own.designed} of ${counted(own.n, 'chip')} as designed`;
    if (shown.length === 0)
      return `${base}; of ${counted(found.length, 'change')} none shows another yield in ${counted(chips, 'chip')}.`;
    return `${base}; points of yield: ${shown.map(({ cell, own: change }) => `${cell.change} ${yieldText(change)}`).join('; ')}.`;
  });
}

function ofCell(summary: SensitivitySummary, point: SharePoint, cell: ShareCell): string[] {
  const who = `${where(point)}${ruleName(cell.rule)}`;
  if (cell.sameAs !== null) return [`${who}: as ${ruleName(cell.sameAs)}, the same circuit here.`];
  const { shares } = cell;
  if (shares === null) return [`${who}: ${without(summary, cell)}`];
  const { groups, firstSum, totalSum, deviation } = shares;
  const led = groups.slice(0, NAMED).map(({ name, shapley }) => `${name} ${share(shapley)}`);
  const spread = summary.onLogarithm ? `, a factor of ${threeDigits(exp(deviation))} either way` : '';
  return [
    `${who}: ${quantity(summary)} has a standard deviation of ${threeDigits(deviation)}${spread}, over ${counted(cell.used, 'chip')}. ` +
      `Of its variance ${led.join(', ')}, interactions shared out equally.`,
    `${who}: ${together(firstSum, totalSum)}`,
    ...doubts(summary, cell).map((doubt) => `${who}: ${doubt}`),
  ];
}

/** What the first orders leave. */
function together(first: Estimate, total: Estimate): string {
  const sums = `alone, the draws sum to ${share(first)} of the variance, with interactions to ${share(total)}`;
  if (first.interval === null || total.interval === null) return `${sums}.`;
  const shown = first.interval[1] < 1 || total.interval[0] > 1;
  if (!shown) return `${sums}: no interaction is shown.`;
  return `${sums}; ${percent(1 - first.value)} is what they do together, which no spread taken alone shows.`;
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
