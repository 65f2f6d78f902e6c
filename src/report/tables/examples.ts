import { withUnit } from '../format.ts';
import { replayCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { NONE, type Table, tableOf } from './table.ts';

/** The chips that were run again, each with the command that traces and draws all of it. */
export function exampleTable(summary: Summary): Table {
  const rows = summary.examples ?? [];
  const table = tableOf(2, rows, [
    ['rule', ({ rule }) => ruleName(rule)],
    ['ends', ({ outcome }) => outcome],
    ['trials', ({ trials }) => String(trials)],
    ['point', ({ point }) => summary.points[point].label],
    ['chip', ({ chip }) => String(chip)],
    ['input', ({ run }) => (run === null ? NONE : String(run.probe))],
    ['at', ({ run }) => (run === null ? NONE : withUnit(run.time, 's'))],
    ['events', ({ run }) => (run === null ? NONE : String(run.events))],
  ]);
  const commands = rows.map(({ rule, point, chip, run }) => {
    const address = { point, chip, rule, ...(run === null ? {} : { probe: run.probe }) };
    return [`${replayCommand(summary, address)} --trace chip-${chip}.csv --plot chip-${chip}.svg`];
  });
  return { ...table, commands };
}

/** What the table and the pictures show, and what is missing. */
export function exampleNote({ examples }: Pick<Summary, 'examples'>): string {
  const lacks = (examples ?? []).flatMap(({ rule, outcome, lack }) => {
    return lack === null ? [] : [`${ruleName(rule)}, ${outcome}: ${lack}.`];
  });
  return [EXAMPLE_NOTE, ...lacks].join(' ');
}

const EXAMPLE_NOTE =
  'One chip for each word that occurs, the first in the order of points, then chips, and of its inputs the first that ends so, run again with the noise that it had. At: when it came to rest, ' +
  'was found to have left its rest, or was ended. Trials: all that end so under the rule.';
