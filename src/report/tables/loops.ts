import { withUnit } from '../format.ts';
import { decibels, degrees } from '../glance/margin.ts';
import { analyzeCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { type Table, tableOf } from './table.ts';

/** Margins of the chips whose loops are drawn, each with the command that draws all of its loop. */
export function loopTable(summary: Summary): Table {
  const rows = (summary.loops ?? []).flatMap(({ rule, point, loops }) => {
    return point === null ? [] : loops.map((own) => ({ rule, point, own }));
  });
  const table = tableOf(2, rows, [
    ['rule', ({ rule }) => ruleName(rule)],
    ['chip', ({ own: { which, chip } }) => (chip === null ? which : `${which}: ${chip}`)],
    ['point', ({ point }) => summary.points[point].label],
    ['input', ({ own }) => String(own.probe)],
    ['gain margin', ({ own }) => (own.gainMargin === null ? 'infinite' : decibels(own.gainMargin))],
    ['at', ({ own }) => (own.frequency === null ? 'no frequency' : withUnit(own.frequency, 'Hz'))],
    ['phase margin', ({ own }) => (own.phaseMarginDeg === null ? 'infinite' : degrees(own.phaseMarginDeg))],
  ]);
  const commands = rows.map(({ rule, point, own: { chip, probe } }) => {
    return [`${analyzeCommand(summary, { point, chip, rule, probe })} --plot loop`];
  });
  return { ...table, commands };
}

/** What the table and the pictures of loops show, and what is missing, rule by rule. */
export function loopNote({ loops }: Pick<Summary, 'loops'>): string {
  const lacks = (loops ?? []).flatMap(({ rule, lack }) => (lack === null ? [] : [`${ruleName(rule)}: ${lack}.`]));
  return [LOOP_NOTE, ...lacks].join(' ');
}

const LOOP_NOTE =
  'Loops linearised at the rest of one input, of the chip with the smallest gain margin, the one in the middle, and the chip without spread; at the point ' +
  'of the smallest margin, where fewest chips have lost a branch. Of each chip the input nearest to the limit. The command draws every eigenvalue.';
