import type { Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { ruleName } from '../words.ts';

/** What the run says of one subject. */
export interface Finding {
  readonly subject: string;
  readonly text: string;
}

/** The cells with their place in words. */
export function cellsOf({ points: all, axes }: Summary): { readonly cell: CellSummary; readonly where: string }[] {
  return all.flatMap(({ label, cells }) =>
    cells.map((cell) => ({ cell, where: `${ruleName(cell.rule)}${axes.length === 0 ? '' : ` at ${label}`}` })),
  );
}
