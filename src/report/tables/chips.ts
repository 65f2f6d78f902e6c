import { threeDigits, withUnit } from '../format.ts';
import { decibels } from '../glance/margin.ts';
import { replayCommand } from '../replay.ts';
import type { Summary } from '../summary.ts';
import type { WorstChip } from '../worst-chip.ts';
import { NONE, type Table, tableOf } from './table.ts';
import { type Line, linesOf, PLACE } from './yields.ts';

interface Row extends Line {
  readonly own: WorstChip;
}

/** The worst chips of every point and rule, each with the command that traces it. */
export function chipTable(summary: Summary): Table {
  const { probes } = summary.setup;
  const rows = linesOf(summary).flatMap((line): Row[] => line.cell.worstChips.map((own) => ({ ...line, own })));
  const some = (value: number | null, text: (found: number) => string) => (value === null ? NONE : text(value));
  const table = tableOf<Row>(2, rows, [
    ...PLACE,
    ['chip', ({ own }) => String(own.chip)],
    ['ends', ({ own }) => own.outcome],
    [
      'failing inputs',
      ({ own }) => `${own.failing}/${probes}${own.undecided > 0 ? ` (${own.undecided} undecided)` : ''}`,
    ],
    ['branch ends at beta', ({ own }) => some(own.lossBeta, threeDigits)],
    ['gain margin', ({ own }) => some(own.gainMargin, decibels)],
    ['angle, deg', ({ own }) => some(own.angleDeg, (deg) => deg.toFixed(1))],
    ['slowest', ({ own }) => some(own.settleTimeMax, (time) => withUnit(time, 's'))],
    ['events', ({ own }) => some(own.events, (events) => String(Math.round(events)))],
    ['energy', ({ own }) => some(own.energy, (energy) => withUnit(energy, 'J'))],
  ]);
  const commands = rows.map(({ point, cell, own }) => {
    const address = { point: point.index, chip: own.chip, rule: cell.rule };
    return [`${replayCommand(summary, address)} --trace chip-${own.chip}.csv`];
  });
  return { ...table, commands };
}

/** What is listed, and in which order. */
export function chipNote({ setup: { probes } }: Pick<Summary, 'setup'>): string {
  const inputs = probes === 1 ? 'its input' : 'its inputs';
  return (
    'The worst chips of every point and rule, by how they end, how many inputs fail, and how soon a branch ends. A chip ends as the worst ' +
    `of ${inputs}; ${NONE}: no branch ends as far as followed, no finite margin, or no stable chip. Others: dyadsim pick.`
  );
}
