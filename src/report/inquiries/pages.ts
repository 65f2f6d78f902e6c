import type { PictureFile } from '../charts/frame.ts';
import { escapeMarkdown, escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { figure } from '../html/figure.ts';
import { htmlPage, section } from '../html/frame.ts';
import { note } from '../html/note.ts';
import { htmlTable } from '../html/table.ts';
import { titled } from '../markdown.ts';
import type { Table } from '../tables/table.ts';
import type { InquiryHeading } from './heading.ts';

/** The report of an inquiry, before it is a page. */
export interface InquiryReport {
  readonly heading: InquiryHeading;
  /** What was found, a sentence each. */
  readonly findings: readonly string[];
  readonly pictures: string;
  readonly charts: readonly PictureFile[];
  /** Those without rows are left out. */
  readonly tables: readonly InquiryTable[];
  readonly setup: readonly string[];
}

export interface InquiryTable {
  readonly title: string;
  /** For readers who hear the page. */
  readonly label: string;
  readonly table: Table;
  readonly note: string;
}

export function inquiryMarkdown({ heading, findings, charts, tables, setup }: InquiryReport): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  const parts = [
    `# ${escapeMarkdown(heading.name)}`,
    escapeMarkdown(heading.description),
    list(findings),
    charts.map(({ title, file }) => `![${escapeMarkdown(title)}](plots/${file})`).join('\n\n'),
    ...tables.flatMap(({ title, table, note: text }) => titled(title, table, text)),
    '## Set-up',
    list(setup),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The report as one file. */
export function inquiryHtml({ heading, findings, pictures, charts, tables, setup }: InquiryReport): string {
  const { device, layers, chips, seed } = heading;
  const size = `${device} \u00b7 ${layers.join('-')} \u00b7 ${counted(chips, 'chip')} \u00b7 seed ${seed}`;
  const items = (lines: readonly string[]) => lines.map((line) => `<li>${escapeText(line)}</li>`).join('\n');
  return htmlPage(heading, size, [
    `<section class="verdict" aria-label="Verdict">\n<ul>\n${items(findings)}\n</ul>\n</section>`,
    section(pictures, [`<div class="figures">\n${charts.map(figure).join('\n')}\n</div>`]),
    ...tables
      .filter(({ table }) => table.rows.length > 0)
      .map(({ title, label, table, note: text }) =>
        section(title, [htmlTable(table, label), ...(text === '' ? [] : [note(text)])]),
      ),
    section('Set-up', [`<ul>${items(setup)}</ul>`]),
  ]);
}
