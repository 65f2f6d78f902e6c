import { threeDigits } from '../format.ts';
import type { Summary } from '../summary.ts';
import { type Table, tableOf } from './table.ts';
import { linesOf, PLACE } from './yields.ts';

/** Rails that would not have cut the clipped inputs. */
export function railsTable(summary: Summary): Table {
  const clipped = linesOf(summary).flatMap(({ point, cell }) =>
    cell.railsNeeded === null ? [] : [{ point, cell, needed: cell.railsNeeded }],
  );
  const fullScales = (value: number) => threeDigits(value).replace('-', '\u2212');
  return tableOf(2, clipped, [
    ...PLACE,
    ['clipped chips', ({ needed, cell }) => `${needed.chips}/${cell.stable.n}`],
    ['low rail: enough for all', ({ needed }) => fullScales(needed.enough[0])],
    ['low rail: median chip', ({ needed }) => fullScales(needed.low.median)],
    ['high rail: enough for all', ({ needed }) => fullScales(needed.enough[1])],
    ['high rail: median chip', ({ needed }) => fullScales(needed.high.median)],
  ]);
}
