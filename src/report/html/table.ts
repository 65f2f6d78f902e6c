import { escapeMarkup, escapeText } from '../escape.ts';
import type { Table } from '../tables/table.ts';
import { commandHtml } from './command.ts';

/** A table that scrolls by itself where the page is too narrow for it. */
export function htmlTable({ columns, rows, heads, commands }: Table, label: string): string {
  const titles = commands === undefined ? columns : [...columns, 'to run it again'];
  const head = titles.map((title) => `<th scope="col">${escapeText(title)}</th>`).join('');
  const body = rows.map((row, i) => {
    const first = row[0] !== rows[i - 1]?.[0];
    const cells = row.map((cell, k) => {
      if (k === 0 && heads > 1) return first ? rowHead(cell, k, sameBelow(rows, i)) : '';
      return k < heads ? rowHead(cell, k, 1) : dataCell(cell);
    });
    const command = commands === undefined ? '' : `<td>${commands[i].map(commandHtml).join('')}</td>`;
    const names = NAMING.map((title) => named(title, row[columns.indexOf(title)])).join('');
    return `<tr${first ? ' class="first"' : ''}${names}>${cells.join('')}${command}</tr>`;
  });
  return [
    `<div class="scroll" role="region" aria-label="${escapeText(label)}" tabindex="0"><table>`,
    `<thead><tr>${head}</tr></thead>`,
    `<tbody>\n${body.join('\n')}\n</tbody></table></div>`,
  ].join('\n');
}

/** Columns whose cells tell the page's script which rows, and marks of pictures, belong together. */
const NAMING = ['rule', 'point'];

function named(title: string, cell: string | undefined): string {
  return cell === undefined ? '' : ` data-${title}="${escapeMarkup(cell)}"`;
}

function rowHead(cell: string, column: number, span: number): string {
  const scope = span > 1 ? `scope="rowgroup" rowspan="${span}"` : 'scope="row"';
  return `<th ${scope}${column > 0 ? ' class="minor"' : ''}>${escapeText(cell)}</th>`;
}

/** A number stays on its line, and what is in parentheses goes below it, a line for each part. */
function dataCell(cell: string): string {
  if (!/^[+\u2212\u2013<]?\s*\d/.test(cell)) return `<td>${linked(cell)}</td>`;
  const [, value, rest] = /^([^()]+) \((.+)\)$/.exec(cell) ?? [];
  if (value === undefined && cell.length > 40) return `<td>${linked(cell)}</td>`;
  if (value === undefined) return `<td class="number">${escapeText(cell)}</td>`;
  const below = rest.split('; ').map((part) => `<small>${escapeText(part)}</small>`);
  return `<td class="number">${escapeText(value)}${below.join('')}</td>`;
}

/** How many rows from here on begin with the same text. */
function sameBelow(rows: readonly (readonly string[])[], from: number): number {
  let end = from;
  while (end < rows.length && rows[end][0] === rows[from][0]) end++;
  return end - from;
}

/** Text with its web addresses as links. */
function linked(text: string): string {
  const parts = text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:)])/);
  return parts
    .map((part, i) => {
      if (i % 2 === 0) return escapeText(part);
      const escaped = escapeMarkup(part);
      return `<a href="${escaped}" rel="noreferrer">${escaped}</a>`;
    })
    .join('');
}
