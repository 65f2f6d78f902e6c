import { escapeText } from '../escape.ts';
import { PREDICTION_NOTE, replayCommands, replayNote } from '../prose.ts';
import type { Summary } from '../summary.ts';
import { CHIP_OUTCOMES } from '../summary-cell.ts';
import { predictionTable, SHOWN_SURPRISES, surpriseTable } from '../tables/predictions.ts';
import { refusalTable, SHOWN_REFUSALS, unstableTable } from '../tables/trials.ts';
import { meaningOf } from '../words.ts';
import { commandHtml } from './command.ts';
import { note } from './note.ts';
import { htmlTable } from './table.ts';

/** The words that occur. */
export function meanings({ points }: Summary): string {
  const met = CHIP_OUTCOMES.filter((outcome) =>
    points.some(({ cells }) =>
      cells.some((cell) => (outcome === 'refused' ? cell.refused > 0 : cell.probeOutcomes[outcome] > 0)),
    ),
  );
  const list = met.map((outcome) => `<dt>${outcome}</dt><dd>${escapeText(meaningOf(outcome))}</dd>`);
  return `<dl class="facts">\n${list.join('\n')}\n</dl>`;
}

/** Chips that are not stable, how to look at one, and trials that could not be run. */
export function unstable(summary: Summary): string[] {
  const parts: string[] = [];
  const table = unstableTable(summary);
  const replay = replayCommands(summary);
  if (table.rows.length > 0) parts.push(htmlTable(table, 'Chips that are not stable'));
  if (replay.length > 0)
    parts.push(
      `<p>${escapeText(replayNote(summary))}</p>`,
      ...replay.map((command) => `<p>${commandHtml(command)}</p>`),
    );
  if (summary.refusals.length > 0) {
    const refused = summary.reasons.reduce((sum, { trials }) => sum + trials, 0);
    parts.push(
      `<p>Trials that could not be run, which are in no yield${shown(refused, summary.refusals.length, SHOWN_REFUSALS)}:</p>`,
      htmlTable(refusalTable(summary), 'Refused trials'),
    );
  }
  return parts;
}

/** Branches against runs. */
export function predicted(summary: Summary): string[] {
  if (summary.predictions === null) return [note('No branch was followed, so nothing was foretold.')];
  const { surprises } = summary;
  const surprising = summary.predictions.reduce((sum, own) => sum + own.surprises, 0);
  const parts = [note(PREDICTION_NOTE), htmlTable(predictionTable(summary), 'Branches and how the runs ended')];
  if (surprises.length === 0)
    return [...parts, '<p>No chip has an input that ended otherwise than its branch foretold.</p>'];
  return [
    ...parts,
    `<p>Chips with an input that ended otherwise than its branch foretold${shown(surprising, surprises.length, SHOWN_SURPRISES)}:</p>`,
    htmlTable(surpriseTable(summary), 'Runs that ended otherwise than foretold'),
  ];
}

/** ", the first 20 of 31", where not all are shown. */
function shown(all: number, listed: number, most: number): string {
  if (all <= most) return '';
  return `, the first ${most} of ${all}; ${listed < all ? `the first ${listed}` : 'all'} are in summary.json`;
}
