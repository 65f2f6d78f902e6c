import { visible } from '../config/visible.ts';
import { screenedInWords, withoutSimulation } from './engines.ts';
import { withUnit } from './format.ts';
import type { Summary } from './summary.ts';
import type { Yield } from './summary-cell.ts';
import { specTable } from './tables/specs.ts';
import { NONE, type Table, tableOf } from './tables/table.ts';
import { betaColumn, type Line, linesOf, PLACE } from './tables/yields.ts';
import { planInWords, untilInWords } from './words.ts';
import { onInputs, passedInWords } from './yield-text.ts';

/** The yields of a run as plain text with aligned columns. */
export function terminalTable(summary: Summary): string {
  const lines = linesOf(summary);
  const some = (count: (line: Line) => number) => lines.some((line) => count(line) > 0);
  const table = tableOf(2, lines, [
    ...PLACE,
    ...betaColumn(summary),
    ['stable (95 %)', ({ cell }) => short(cell.stable)],
    ['in range (95 %)', ({ cell }) => short(cell.inRange)],
    ['aligned (95 %)', ({ cell }) => short(cell.aligned)],
    ...(some(({ cell }) => cell.refused) ? [['refused', ({ cell }: Line) => refused(cell.stable)] as const] : []),
    ['angle', ({ cell: { angleDeg } }) => (angleDeg ? `${angleDeg.median.toFixed(1)} deg` : NONE)],
    ['settling', ({ cell: { settleTime } }) => (settleTime ? withUnit(settleTime.median, 's') : NONE)],
  ]);
  const specs = specTable(summary);
  const own = specs.rows.length === 0 ? '' : `\n${alignedTable(specs)}`;
  return `${alignedTable(table)}${notes(summary, lines).join('\n')}\n${own}`;
}

/** What the numbers are of, and what stands in them. */
function notes(summary: Summary, lines: readonly Line[]): string[] {
  const { setup, seed } = summary;
  const yields = lines.flatMap(({ cell }) => [cell.stable, cell.inRange, cell.aligned]);
  const notes = [
    `Yields ${onInputs(setup.probes)}, of the chips that could be run out of ${setup.chips}; 95 % intervals in per cent; seed ${seed}.`,
  ];
  if (setup.until !== null) notes.push(`The sweep ${untilInWords(summary)}; intervals are confidence sequences.`);
  if (setup.plan !== null) notes.push(`Plan ${planInWords(summary)}.`);
  const unsimulated = withoutSimulation(summary);
  if (unsimulated !== null) notes.push(`${unsimulated} static: no run simulated, thresholds to 0, no noise.`);
  const screened = screenedInWords(summary);
  if (screened !== null) notes.push(screened);
  if (yields.some(({ unknown }) => unknown > 0)) {
    notes.push('a to b: with every undecided chip failing, and with every one passing.');
  }
  if (yields.some(({ deadZone }) => deadZone > 0)) {
    notes.push('held: chips among those that only the thresholds of the encoders hold.');
  }
  if (yields.some(({ ofAll }) => ofAll !== null)) {
    notes.push(
      'refused: and what the stable yield of all chips is, per cent, with these failing and with these passing.',
    );
  }
  return notes;
}

/** "9 (89 - 100)". */
function refused({ refused: count, ofAll }: Yield): string {
  return ofAll === null ? String(count) : `${count} (${ofAll.fraction.map(short100).join(' \u2013 ')})`;
}

/** "94/97 (87.5 - 97.2 %)", and how many of them only the thresholds hold. */
function short(own: Yield): string {
  if (own.fraction === null) return NONE;
  const [low, high] = own.wilson.map(short100);
  const held = own.deadZone > 0 ? `, held ${own.deadZone}` : '';
  const all = own.screened === null ? `/${own.n}` : '';
  return `${passedInWords(own)}${all} (${low} \u2013 ${high}${held})`;
}

/** A percentage without its sign, at most one decimal. */
function short100(fraction: number): string {
  return String(Number((100 * fraction).toFixed(1)));
}

/** A table as plain text with aligned columns, every row a line. */
export function alignedTable({ columns, rows, heads }: Table): string {
  const body = rows.map((row, i) => (row[0] === rows[i - 1]?.[0] ? ['', ...row.slice(1)] : row));
  const lines = [columns, ...body].map((line) => line.map(visible));
  const widths = columns.map((_, k) => Math.max(...lines.map((line) => [...line[k]].length)));
  const isNumber = columns.map((_, k) => k >= heads && rows.every((row) => /^[\d\u2013]/.test(row[k])));
  const text = lines.map((line) =>
    line
      .map((cell, k) => (isNumber[k] ? cell.padStart(widths[k]) : cell.padEnd(widths[k])))
      .join('  ')
      .trimEnd(),
  );
  const [head, ...below] = text;
  return [head, '-'.repeat(Math.max(...text.map(({ length }) => length))), ...below, ''].join('\n');
}
