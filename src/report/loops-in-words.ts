import { placeInWords } from './place-in-words.ts';
import type { Summary } from './summary.ts';
import type { LoopSummary } from './summary-loops.ts';

/** Where the loops of a rule were looked at, of how many chips, and what is missing. */
export function loopSubject(summary: Pick<Summary, 'points' | 'axes' | 'setup' | 'seed'>, own: LoopSummary): string {
  const { points, axes, setup, seed } = summary;
  const point = own.point === null ? null : points[own.point];
  if (point === null) return '';
  const inputs = own.loops.map(({ which, probe }) => `${which} ${probe}`).join(', ');
  const missing = point.cells.some(({ chips }) => chips < setup.chips) ? `, of ${setup.chips} in all` : '';
  const without = [
    ...(own.lost > 0 ? [`${own.lost} have lost a branch and have no loop`] : []),
    ...(own.unknown > 0 ? [`of ${own.unknown} it is not known`] : []),
  ];
  return (
    `At ${placeInWords({ axes }, point)}; input: ${inputs}. Worst and median of ${own.known} chips${missing} by gain margin; nominal: without spread` +
    `${without.length === 0 ? '' : `; ${without.join('; ')}`}. Seed ${seed}.`
  );
}
