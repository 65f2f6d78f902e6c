import { AS_DESIGNED } from '../../config/one-at-a-time.ts';
import { exp } from '../../model/elementary.ts';
import type { Mean } from '../../montecarlo/statistics/mean.ts';
import { points as inPoints, pValue, threeDigits } from '../format.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import { metricName, metricWithUnit, ruleName, specName } from '../words.ts';
import type { ChangeCell, YieldChange } from './changes.ts';
import type { SensitivitySummary } from './summary.ts';

/** The device as it is, and what each change adds to its yields. */
export function changeTable({ changes, metric, onLogarithm }: SensitivitySummary): Table {
  const lines = changes.flatMap((cell, i) => {
    const before = changes[i - 1];
    const begins = before === undefined || before.at !== cell.at || before.rule !== cell.rule;
    return begins
      ? [
          { cell, isDesign: true },
          { cell, isDesign: false },
        ]
      : [{ cell, isDesign: false }];
  });
  type Line = (typeof lines)[number];
  const criteria = [...new Set(changes.flatMap(({ yields }) => yields.map(({ criterion }) => criterion)))];
  const places = changes.some(({ at }) => at !== '');
  const own = ({ yields }: ChangeCell, criterion: string) => yields.find((found) => found.criterion === criterion);
  return tableOf(places ? 3 : 2, lines, [
    ...(places ? [['point', ({ cell }: Line) => cell.at] as const] : []),
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['change', ({ cell, isDesign }) => (isDesign ? AS_DESIGNED : cell.change)],
    ...criteria.map((criterion): [string, (line: Line) => string] => [
      `${specName(criterion)}, points (95 %)`,
      ({ cell, isDesign }) => {
        const found = own(cell, criterion);
        if (found === undefined) return NONE;
        return isDesign ? `${found.designed}/${found.n}` : yieldText(found);
      },
    ]),
    [
      onLogarithm ? `${metricName(metric)}, factor (95 %)` : `${metricWithUnit(metric)} (95 %)`,
      ({ cell, isDesign }) => (isDesign || cell.metric === null ? NONE : changeOfMetric(cell.metric, onLogarithm)),
    ],
    ['left out', ({ cell, isDesign }) => (isDesign ? NONE : leftOut(cell))],
  ]);
}

/** "+14.8 (8.0 to 21.7), p 0.003". */
export function yieldText({ difference, interval, p }: YieldChange): string {
  if (difference === null) return NONE;
  return `${inPoints(difference)} (${interval.map(inPoints).join(' to ')}), p ${pValue(p)}`;
}

/** "1.03 (1.02 to 1.05)". */
export function changeOfMetric({ mean, interval }: Mean, onLogarithm: boolean): string {
  const text = (value: number) => (onLogarithm ? threeDigits(exp(value)) : threeDigits(value));
  return `${text(mean)} (${interval.map(text).join(' to ')})`;
}

/** The most of all criteria. */
function leftOut({ yields }: ChangeCell): string {
  return String(Math.max(0, ...yields.map((own) => own.leftOut)));
}

export const CHANGE_NOTE =
  'The same chips, without one spread or with one constant larger, each compared with itself as designed: points of yield that the ' +
  'change adds, with Newcombe’s paired interval, and the exact McNemar test, adjusted for all changes of a device, rule and column ' +
  '(Holm). Left out: chips of which either is not known or could not be run. Of the metric: mean change of the chips that have it both ways.';
