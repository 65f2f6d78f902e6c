import type { TrialRow } from '../montecarlo/row.ts';
import { type Interval, proportion } from '../montecarlo/statistics/proportion.ts';
import type { Yield } from './summary-cell.ts';

/** Where some are refused, bounds over all chips are given if more than this fraction of them is refused or unknown. */
const NOTICEABLE = 0.01;

/** The yield of a criterion over the rows of a cell; null of the criterion: not known. */
export function yieldOf(rows: readonly TrialRow[], passes: (row: TrialRow) => boolean | null): Yield {
  const run = rows.filter(({ error }) => error === null);
  const passing = run.filter((row) => passes(row) === true);
  const passed = passing.length;
  const unknown = run.filter((row) => passes(row) === null).length;
  const refused = rows.length - run.length;
  const { fraction, wilson, clopperPearson } = between(passed, passed + unknown, run.length);
  const all = between(passed, passed + unknown + refused, rows.length);
  const noticeable = refused > 0 && refused + unknown > NOTICEABLE * rows.length;
  return {
    n: run.length,
    passed,
    unknown,
    refused,
    deadZone: passing.filter(({ deadZone }) => deadZone > 0).length,
    fraction,
    wilson,
    clopperPearson,
    ofAll:
      all.fraction === null || !noticeable ? null : { chips: rows.length, fraction: all.fraction, wilson: all.wilson },
  };
}

/** Of a count that is known to lie between two. */
function between(low: number, high: number, n: number) {
  const [a, b] = [proportion(low, n), proportion(high, n)];
  const fraction: Interval | null = a.fraction === null || b.fraction === null ? null : [a.fraction, b.fraction];
  const wilson: Interval = [a.wilson[0], b.wilson[1]];
  const clopperPearson: Interval = [a.clopperPearson[0], b.clopperPearson[1]];
  return { fraction, wilson, clopperPearson };
}

/** The least that the yield is, every refused and unknown chip failing where they are noticeable, and its lower limit. */
export function surely({ fraction, wilson, ofAll }: Yield): { readonly fraction: number; readonly limit: number } {
  if (ofAll !== null) return { fraction: ofAll.fraction[0], limit: ofAll.wilson[0] };
  return { fraction: fraction?.[0] ?? 0, limit: wilson[0] };
}
