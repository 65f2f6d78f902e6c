import { percentInterval, threeDigits } from '../format.ts';
import type { Summary } from '../summary.ts';
import { NONE, type Table, tableOf } from './table.ts';
import { linesOf, PLACE } from './yields.ts';

/** What noise does: presentations that left their rest, and how well the averages are known. */
export function noiseTable(summary: Summary): Table {
  const noisy = linesOf(summary).filter(({ cell }) => cell.left !== null || cell.differenceError !== null);
  return tableOf(2, noisy, [
    ...PLACE,
    ['presentations watched', ({ cell: { left } }) => (left ? `${left.watched} on ${left.chips} chips` : NONE)],
    [
      'left their rest (95 %)',
      ({ cell: { left } }) => (left ? `${left.left}/${left.watched} (${percentInterval(left.interval)})` : NONE),
    ],
    [
      'standard error of d, full scales: median (5 \u2013 95 % of chips)',
      ({ cell: { differenceError: error } }) =>
        error ? `${threeDigits(error.median)} (${threeDigits(error.q05)} \u2013 ${threeDigits(error.q95)})` : NONE,
    ],
  ]);
}
