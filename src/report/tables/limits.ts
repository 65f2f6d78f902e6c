import type { LimitQuantiles } from '../../montecarlo/statistics/limits.ts';
import { threeDigits } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { type Table, tableOf } from './table.ts';
import { linesOf, PLACE } from './yields.ts';

const LIMITS = [
  ['proved stable up to', ({ certifiedBeta }: CellSummary) => certifiedBeta],
  ['worst input found fails at', ({ failingBeta }: CellSummary) => failingBeta],
  ['branch ends at', ({ lossBeta }: CellSummary) => lossBeta],
] as const;

/** Limits on beta over the chips of every point and rule; a limit that no chip of the run has is left out. */
export function limitTable(summary: Summary): Table {
  const lines = linesOf(summary);
  const met = LIMITS.filter(([, of]) =>
    lines.some(({ cell }) => {
      const limit = of(cell);
      return limit !== null && limit.none < limit.n;
    }),
  );
  const rows = lines.flatMap((line) =>
    met.flatMap(([name, of]) => {
      const limit = of(line.cell);
      return limit === null ? [] : [{ ...line, name, limit }];
    }),
  );
  const value = (of: (limit: LimitQuantiles) => number | null) => (row: (typeof rows)[number]) => {
    const found = of(row.limit);
    return found === null ? 'none' : threeDigits(found);
  };
  return tableOf(2, rows, [
    ...PLACE,
    ['beta', ({ point }) => threeDigits(point.beta)],
    ['limit on beta', ({ name }) => name],
    ['lowest', value(({ lowest }) => lowest)],
    ['5 % of chips below', value(({ q05 }) => q05)],
    ['median', value(({ median }) => median)],
    ['95 % below', value(({ q95 }) => q95)],
    ['chips without', ({ limit: { none, n } }) => `${none}/${n}`],
  ]);
}
