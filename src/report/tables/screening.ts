import { percentInterval } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { CheckedSummary } from '../summary-cell.ts';
import { type Table, tableOf } from './table.ts';
import { linesOf, PLACE } from './yields.ts';

/** What was foretold of every criterion against what events said, at the points that were screened. */
export function screeningTable(summary: Summary): Table {
  const rows = linesOf(summary).flatMap((line) =>
    CRITERIA.flatMap(([name, of]) => {
      const { screened } = of(line.cell);
      return screened === null ? [] : [{ ...line, name, screened }];
    }),
  );
  return tableOf(2, rows, [
    ...PLACE,
    ['criterion', ({ name }) => name],
    ['chips near their limit', ({ screened: { near } }) => String(near.chips)],
    ['otherwise than foretold', ({ screened: { near } }) => String(near.otherwise)],
    ['others foretold to pass', ({ screened: { passing } }) => String(passing.chips)],
    ['of those checked, fail (95 %)', ({ screened: { passing } }) => checked(passing)],
    ['others foretold to fail', ({ screened: { failing } }) => String(failing.chips)],
    ['of those checked, pass (95 %)', ({ screened: { failing } }) => checked(failing)],
  ]);
}

const CRITERIA = [
  ['stable', ({ stable }: Summary['points'][number]['cells'][number]) => stable],
  ['in range', ({ inRange }: Summary['points'][number]['cells'][number]) => inRange],
  ['aligned', ({ aligned }: Summary['points'][number]['cells'][number]) => aligned],
] as const;

function checked({ wrong, checked, unknown, bounds }: CheckedSummary): string {
  if (checked === 0) return 'none checked';
  const undecided = unknown > 0 ? `; ${unknown} undecided` : '';
  return `${wrong}/${checked} (${percentInterval(bounds)}${undecided})`;
}
