import { CORNER } from '../../config/sweep.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { CHANGES, pairLines } from './pair-lines.ts';
import type { Table } from './table.ts';

/** Every point and rule against the same rule at another point, on the same chips. */
export function changeTable({ points: all }: Pick<Summary, 'points'>): Table {
  return {
    heads: 3,
    columns: ['points', 'rule', 'of', 'chips', 'more here', 'more there', ...CHANGES],
    rows: all.flatMap(({ label, changes }) =>
      changes.flatMap((change) =>
        pairLines(change).map((line) => [
          `${label}, against ${all[change.against].label}`,
          ruleName(change.rule),
          ...line,
        ]),
      ),
    ),
  };
}

/** With which points they are compared. */
export function changeTitle({ axes }: Pick<Summary, 'axes'>): string {
  return axes.some(({ path }) => path === CORNER) ? 'Corners and points on the same chips' : 'Points on the same chips';
}
