import type { PictureFile } from '../charts/frame.ts';
import { escapeMarkdown } from '../escape.ts';
import { counted } from '../format.ts';
import { inColumns, type TitledTable } from '../html/columns.ts';
import { figures } from '../html/figure.ts';
import { htmlPage, section } from '../html/frame.ts';
import { foundHtml, LEADING, opening, setupHtml } from '../html/opening.ts';
import { titled } from '../markdown.ts';
import { networkInWords } from '../network-name.ts';
import type { InquiryHeading } from './heading.ts';

/** The report of an inquiry, before it is a page. */
export interface InquiryReport {
  readonly heading: InquiryHeading;
  /** What was found, a sentence each. */
  readonly findings: readonly string[];
  readonly pictures: string;
  readonly charts: readonly PictureFile[];
  /** Those without rows are left out. */
  readonly tables: readonly TitledTable[];
  readonly setup: readonly string[];
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
  const { device, chips, seed } = heading;
  const size = `${device} \u00b7 ${networkInWords(heading)} \u00b7 ${counted(chips, 'chip')} \u00b7 seed ${seed}`;
  return htmlPage(heading, size, [
    opening(foundHtml(findings), setupHtml(setup), charts.slice(0, LEADING)),
    section(pictures, [figures(charts.slice(LEADING))]),
    inColumns(tables),
  ]);
}
