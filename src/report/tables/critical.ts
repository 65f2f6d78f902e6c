import { wilsonInterval } from '../../montecarlo/statistics/proportion.ts';
import { percentInterval, threeDigits } from '../format.ts';
import { replayCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import type { CriticalChip, CriticalSummary } from '../summary-critical.ts';
import { ruleName } from '../words.ts';
import { NONE, type Table, tableOf } from './table.ts';

/** How many chips end where their branches do, along every line of betas. */
export function criticalTable({ critical }: Summary): Table {
  return tableOf<CriticalSummary>(2, critical, [
    ['along beta', ({ facet }) => (facet === '' ? 'all' : facet)],
    ['rule', ({ rule }) => ruleName(rule)],
    ['chips', ({ chips }) => String(chips)],
    ['neither', ({ beyond }) => String(beyond)],
    ['as predicted', asPredicted],
    ['earlier', ({ earlier }) => String(earlier)],
    ['later, or not', ({ later }) => String(later)],
    ['stable again', ({ again }) => String(again)],
    ['left out', ({ leftOut }) => String(leftOut)],
  ]);
}

function asPredicted({ agreeing, chips, beyond }: CriticalSummary): string {
  const ending = chips - beyond;
  return ending === 0 ? NONE : `${agreeing}/${ending} (${percentInterval(wilsonInterval(agreeing, ending))})`;
}

/** Chips that end in another step than predicted, each with the command that runs it where that was seen. */
export function strayTable(summary: Summary): Table {
  const rows = summary.critical.flatMap((line) => line.off.map((own) => ({ line, own })));
  const table = tableOf(2, rows, [
    ['along beta', ({ line }) => (line.facet === '' ? 'all' : line.facet)],
    ['rule', ({ line }) => ruleName(line.rule)],
    ['chip', ({ own }) => String(own.chip)],
    ['branch ends at beta', ({ own: { predicted } }) => (predicted === null ? NONE : threeDigits(predicted))],
    ['stable up to', ({ own: { from } }) => (from === null ? NONE : threeDigits(from))],
    ['not stable at', ({ own: { to } }) => (to === null ? NONE : threeDigits(to))],
  ]);
  const commands = rows.map(({ line, own }) => {
    const point = line.points[line.betas.indexOf(seenAt(own))];
    return [replayCommand(summary, { point, chip: own.chip, rule: line.rule })];
  });
  return { ...table, commands };
}

/** The beta of the run that was not as predicted: unstable too early, or stable too long. */
function seenAt({ predicted, from, to }: CriticalChip): number {
  return to !== null && (predicted ?? Number.POSITIVE_INFINITY) > to ? to : from!;
}

/** What the tables and the picture show. */
export const CRITICAL_NOTE =
  'Each chip by events at every beta: it ends between the last beta at which it is stable, with all below, and the first at which it is not; the branches of ' +
  'its inputs foretell where. Neither: not up to the largest beta, in either. As predicted: in the same step of the sweep, of the others. Of undecided runs the ' +
  'step is as much wider. Left out: chips that lack a run at some beta.';
