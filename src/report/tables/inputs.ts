import { percent, percentBetween, percentInterval } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { InputsSummary } from '../summary-cell.ts';
import { NONE, type Table, tableOf } from './table.ts';
import { linesOf, PLACE } from './yields.ts';

/** How the stable yield falls with the number of inputs, and how many inputs of a chip fail. */
export function inputsTable(summary: Summary): Table {
  const { probes } = summary.setup;
  const of = (inputs: InputsSummary | null, words: (found: InputsSummary) => string) =>
    inputs === null ? NONE : words(inputs);
  return tableOf(2, linesOf(summary), [
    ...PLACE,
    ...shownCounts(probes).map(
      (count) =>
        [
          `stable on ${count} (95 %)`,
          ({ cell }: ReturnType<typeof linesOf>[number]) => of(cell.inputs, (inputs) => onCount(inputs, count)),
        ] as const,
    ),
    [
      'failing inputs of a chip: median (5 \u2013 95 % of chips)',
      ({ cell }) =>
        of(cell.inputs, ({ failing: { low, high } }) => {
          const span = percentInterval([low.q05, high.q95]);
          return `${percentBetween([low.median, high.median])} (${span})`;
        }),
    ],
    ['worst chip', ({ cell }) => of(cell.inputs, ({ failing: { worst } }) => percentBetween(worst))],
  ]);
}

/** "87.0 % (80.1 - 92.0 %)". */
function onCount({ curve }: InputsSummary, count: number): string {
  const found = curve.find(({ inputs }) => inputs === count);
  if (found === undefined) throw new Error(`report: the yield on ${count} inputs is not known`);
  const { fraction, interval } = found;
  return `${fraction[0] === fraction[1] ? percent(fraction[0]) : percentInterval(fraction)} (${percentInterval(interval)})`;
}

/** 1, 2, 4 ... or 1, 4, 16 ... of the inputs tried, and all of them; every one is in the curve. */
export function shownCounts(tried: number): number[] {
  const counts: number[] = [];
  for (let n = 1; n < tried; n *= tried > 16 ? 4 : 2) counts.push(n);
  return [...counts, tried];
}
