import { replayCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import type { Line } from './yields.ts';

/** Simulates, and traces, the chip of a point and rule that is most worth a look: the first unstable, else that of the smallest margin. */
export function traceCommand(summary: Summary, { point: { index }, cell }: Line): string {
  const { rule, unstableChips, smallestMargin } = cell;
  const chip = unstableChips[0] ?? smallestMargin?.chip ?? 0;
  return `${replayCommand(summary, { point: index, chip, rule })} --trace chip-${chip}.csv`;
}
