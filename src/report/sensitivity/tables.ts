import { WITHOUT_VALUE, type WithoutValue } from '../../montecarlo/inquiries/metric-value.ts';
import type { Estimate } from '../../montecarlo/statistics/sensitivity.ts';
import { percent, percentInterval, threeDigits } from '../format.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import { ruleName } from '../words.ts';
import type { ShareCell } from './cell.ts';
import type { SensitivitySummary, SharePoint } from './summary.ts';

interface Line {
  readonly point: SharePoint;
  readonly cell: ShareCell;
  readonly group: string;
  readonly first: Estimate;
  readonly total: Estimate;
  /** Null: of the sum, which is 1 by definition. */
  readonly shapley: Estimate | null;
}

/** Shares of every group, by Shapley effect, and what they sum to. */
export function shareTable({ points }: SensitivitySummary): Table {
  const lines = points.flatMap((point) =>
    point.cells.flatMap((cell): Line[] => {
      if (cell.shares === null) return [];
      const { groups, firstSum, totalSum } = cell.shares;
      return [
        ...groups.map(({ name, ...shares }) => ({ point, cell, group: name, ...shares })),
        { point, cell, group: SUM, first: firstSum, total: totalSum, shapley: null },
      ];
    }),
  );
  return tableOf(points.length > 1 ? 3 : 2, lines, [
    ...atPoint<Line>(points, ({ point }) => point.at),
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['draws', ({ group }) => group],
    ['Shapley (95 %)', ({ shapley }) => (shapley === null ? percent(1) : share(shapley))],
    ['alone', ({ first }) => share(first)],
    ['with interactions', ({ total }) => share(total)],
  ]);
}

export const SUM = 'sum';

/** What the shares are of, and what was left out. */
export function chipTable({ points, chips }: SensitivitySummary): Table {
  const lines = points.flatMap((point) => point.cells.map((cell) => ({ point, cell })));
  type Own = (typeof lines)[number];
  return tableOf(points.length > 1 ? 2 : 1, lines, [
    ...atPoint<Own>(points, ({ point }) => point.at),
    ['rule', ({ cell }) => ruleName(cell.rule)],
    ['chips', ({ cell }) => `${cell.used}/${chips}`],
    ...WITHOUT_VALUE.map((reason): [string, (line: Own) => string] => [
      LEFT_OUT[reason],
      ({ cell }) => String(cell.leftOut[reason]),
    ]),
    ['at bound', ({ cell }) => percent(cell.atBound)],
    ['mean', ({ cell }) => (cell.shares === null ? NONE : threeDigits(cell.shares.mean))],
    ['deviation', ({ cell }) => (cell.shares === null ? NONE : threeDigits(cell.shares.deviation))],
  ]);
}

const LEFT_OUT: Readonly<Record<WithoutValue, string>> = {
  refused: 'could not be run',
  lost: 'not stable',
  infinite: 'infinite',
  unknown: 'not known',
};

function atPoint<T>(points: readonly SharePoint[], of: (line: T) => string): [string, (line: T) => string][] {
  return points.length > 1 ? [['point', of]] : [];
}

/** "31.2 % (25.0 – 38.1 %)". */
export function share({ value, interval }: Estimate): string {
  return interval === null ? `${percent(value)} (no interval)` : `${percent(value)} (${percentInterval(interval)})`;
}

export const SHARE_NOTE =
  'Parts of the variance that chips and their twins show. Alone: what goes where these draws alone are known (first-order Sobol index). ' +
  'With interactions: what stays where all draws but these are known (total index; both by Azzini, Mara and Rosati 2021). Shapley: alone and an ' +
  'equal part of every interaction (Song, Nelson and Staum 2016); these sum to 100 %. Where the first column sums to less than ' +
  '100 %, the rest is what draws do together, and the totals count it several times. Intervals are bootstrap percentiles over ' +
  'chips; of functions with known shares they cover 89 to 96 % with 128 and 256 chips, and less with fewer. Estimates are not cut at 0.';

export const CHIP_NOTE =
  'A chip is left out where it, its twin or one of their hybrids has no finite value, counted by the first reason in the order of the ' +
  'columns. At bound: values that are as far as was looked; beyond, they do not vary here.';
