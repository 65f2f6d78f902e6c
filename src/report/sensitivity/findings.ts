import { exp } from '../../model/elementary.ts';
import type { SharedMetric } from '../../model/metrics.ts';
import type { Estimate } from '../../montecarlo/statistics/sensitivity.ts';
import { counted, percent, threeDigits } from '../format.ts';
import { metricName, metricWithUnit, ruleName, specName } from '../words.ts';
import { QUESTIONABLE, type ShareCell } from './cell.ts';
import { changeOfMetric, yieldText } from './change-table.ts';
import type { ChangeCell } from './changes.ts';
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
  if (point.groups === 0) return [`${where(point)}nothing varies from chip to chip.`];
  return point.cells.flatMap((cell) => ofCell(summary, point, cell));
}

/** What single changes do, for every device and rule. */
function ofChanges(summary: SensitivitySummary): string[] {
  const cells = new Map<string, ChangeCell[]>();
  for (const cell of summary.changes) {
    const who = `${cell.at === '' ? '' : `${cell.at}, `}${ruleName(cell.rule)}`;
    cells.set(who, [...(cells.get(who) ?? []), cell]);
  }
  return [...cells].flatMap(([who, own]) => changesInWords(summary, own).map((text) => `${who}: ${text}`));
}

function changesInWords({ metric, onLogarithm }: SensitivitySummary, cells: readonly ChangeCell[]): string[] {
  const [{ yields }] = cells;
  const shown: string[] = [];
  const others: string[] = [];
  for (const [c, { criterion, designed, n }] of yields.entries()) {
    const base = `${specName(criterion)} is kept by ${designed} of ${counted(n, 'chip')} as designed`;
    const best = largest(
      cells.filter((cell) => cell.yields[c].p < LEVEL),
      (cell) => cell.yields[c].difference,
    );
    if (best.length === 0) others.push(`${specName(criterion)} ${designed}/${n}`);
    else
      shown.push(
        `${base}; points of yield: ${best.map((cell) => `${cell.change} ${yieldText(cell.yields[c])}`).join('; ')}.`,
      );
  }
  const none = `of ${counted(cells.length, 'change')} none shows another yield`;
  const moved = largest(
    cells.filter(({ metric: change }) => change !== null && (change.interval[0] > 0 || change.interval[1] < 0)),
    (cell) => cell.metric?.mean ?? null,
  ).flatMap((cell) => (cell.metric === null ? [] : [`${cell.change} ${changeOfMetric(cell.metric, onLogarithm)}`]));
  const what = onLogarithm ? `${metricName(metric)}, as a factor` : metricWithUnit(metric);
  return [
    ...shown,
    ...(others.length === 0 ? [] : [`as designed ${others.join(', ')}; ${none}.`]),
    ...(moved.length === 0 ? [] : [`mean change of ${what}, each by itself: ${moved.join('; ')}.`]),
  ];
}

/** The few that are largest either way. */
function largest(cells: readonly ChangeCell[], of: (cell: ChangeCell) => number | null): ChangeCell[] {
  return [...cells].sort((a, b) => Math.abs(of(b) ?? 0) - Math.abs(of(a) ?? 0)).slice(0, NAMED);
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
          `${out} of ${counted(chips, 'chip')} are left out, having no value; the shares are those of the others, and \`metric: stable\` or \`lossBeta\` leave out fewer.`,
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
  return QUANTITIES[metric] ?? metricName(metric);
}

function where({ at }: SharePoint): string {
  return at === '' ? '' : `${at}, `;
}
