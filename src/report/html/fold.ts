import { escapeMarkup } from '../escape.ts';
import { counted } from '../format.ts';
import type { Table } from '../tables/table.ts';
import { htmlTable } from './table.ts';

/** Longer tables, and more pictures of one kind, are opened by the reader; print has them all. */
const MOST_ROWS = 24;
const MOST_PICTURES = 6;

export function tableOrFold(table: Table, label: string): string {
  const html = htmlTable(table, label);
  return table.rows.length > MOST_ROWS ? fold(`${label}: ${table.rows.length} rows`, html) : html;
}

export function picturesOrFold(drawn: readonly string[]): string {
  const html = `<div class="figures">\n${drawn.join('\n')}\n</div>`;
  return drawn.length > MOST_PICTURES
    ? fold(`${counted(drawn.length, 'picture')}, one for each combination of the other axes`, html)
    : html;
}

function fold(title: string, html: string): string {
  return `<details><summary>${escapeMarkup(title)}</summary>\n${html}\n</details>`;
}
