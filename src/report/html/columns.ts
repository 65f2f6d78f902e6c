import type { Table } from '../tables/table.ts';
import { tableOrFold } from './fold.ts';
import { section } from './frame.ts';
import { note } from './note.ts';

/** A table with its title, and what is to be said of it. */
export interface TitledTable {
  readonly title: string;
  /** For readers who hear the page. */
  readonly label: string;
  readonly table: Table;
  readonly note: string;
}

/** Characters of a line of a table that stays on half of a wide page. */
const NARROW = 74;
/** Between columns, characters. */
const GAP = 2;

/** Tables, each a section, those that are narrow side by side where the page is wide; none of those without rows. */
export function inColumns(tables: readonly TitledTable[]): string {
  const present = tables.filter(({ table }) => table.rows.length > 0);
  if (present.length === 0) return '';
  const sections = present.map(({ title, label, table, note: text }) => {
    const parts = [tableOrFold(table, label), ...(text === '' ? [] : [note(text)])];
    return section(title, parts, isWide(table) ? 'wide' : '');
  });
  return `<div class="columns">\n${sections.join('\n')}\n</div>`;
}

/** What is in parentheses stands below its number, and commands are cut. */
function isWide({ columns, rows, commands }: Table): boolean {
  if (commands !== undefined) return true;
  const width = (text: string) => Math.max(...text.split(/ \(|; /).map((part) => part.length));
  const widths = columns.map((title, k) => Math.max(width(title), ...rows.map((row) => width(row[k]))) + GAP);
  return widths.reduce((sum, own) => sum + own, 0) > NARROW;
}
