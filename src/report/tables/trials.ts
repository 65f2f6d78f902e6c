import { pickCommand } from '../pick-command.ts';
import { replayCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { type Table, tableOf } from './table.ts';
import { traceCommand } from './trace-command.ts';
import { linesOf, PLACE } from './yields.ts';

/** So many refused trials are on the page; more are in summary.json. */
export const SHOWN_REFUSALS = 10;

export function refusalTable({ refusals, points, scenarioFile }: Summary): Table {
  const shown = refusals.slice(0, SHOWN_REFUSALS);
  const table = tableOf(1, shown, [
    ['point', ({ point }) => points[point].label],
    ['chip', ({ chip }) => String(chip)],
    ['rule', ({ rule }) => ruleName(rule)],
    ['why', ({ error }) => error],
  ]);
  return { ...table, commands: shown.map((own) => [replayCommand({ scenarioFile, points }, own)]) };
}

/** Chips worth looking at. */
export function unstableTable(summary: Summary): Table {
  const unstable = linesOf(summary).filter(({ cell }) => cell.unstableChips.length > 0);
  const table = tableOf(2, unstable, [
    ...PLACE,
    ['not stable', ({ cell: { stable } }) => `${stable.n - stable.passed - stable.unknown}/${stable.n}`],
    ['first of them', ({ cell }) => cell.unstableChips.join(', ')],
  ]);
  return { ...table, commands: unstable.map((line) => [traceCommand(summary, line), pickCommand(summary, line)]) };
}
