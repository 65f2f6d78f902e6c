import type { Summary } from './summary.ts';
import { type Table, YIELD_COLUMNS, yieldTable } from './tables.ts';

const TOO_WIDE = new Set<string>([YIELD_COLUMNS.outcomes, YIELD_COLUMNS.slowest, YIELD_COLUMNS.energy]);

/** The yields of a run as plain text with aligned columns. */
export function terminalTable(summary: Summary): string {
  return aligned(narrowed(yieldTable(summary)));
}

/** Without the columns that a terminal has no room for. */
function narrowed({ columns, rows, heads }: Table): Table {
  const kept = columns.map((_, k) => k).filter((k) => !TOO_WIDE.has(columns[k]));
  const narrow = (cells: readonly string[]) => kept.map((k) => cells[k]);
  return { heads, columns: narrow(columns), rows: rows.map(narrow) };
}

function aligned({ columns, rows, heads }: Table): string {
  const lines = [columns, ...rows.map((row, i) => (row[0] === rows[i - 1]?.[0] ? ['', ...row.slice(1)] : row))];
  const widths = columns.map((_, k) => Math.max(...lines.map((line) => [...line[k]].length)));
  const isNumber = columns.map((_, k) => k >= heads && rows.every((row) => /^[\d\u2013]/.test(row[k])));
  const text = lines.map((line) =>
    line
      .map((cell, k) => (isNumber[k] ? cell.padStart(widths[k]) : cell.padEnd(widths[k])))
      .join('  ')
      .trimEnd(),
  );
  const [head, ...body] = text;
  return [head, '-'.repeat(Math.max(...text.map(({ length }) => length))), ...body, ''].join('\n');
}
