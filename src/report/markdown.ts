import type { Chart } from './charts/charts.ts';
import { escapeMarkdown } from './escape.ts';
import { METHODS, NOT_MODELLED, replayCommands, setupFacts, YIELD_NOTE } from './prose.ts';
import type { Summary } from './summary.ts';
import {
  failureTable,
  marginTable,
  pairedTable,
  sourceTable,
  type Table,
  unstableTable,
  windowTable,
  yieldTable,
} from './tables.ts';
import { definitions, verdict } from './verdict.ts';

/** The report as Markdown, with the pictures beside it in plots/. */
export function renderMarkdown(summary: Summary, charts: readonly Pick<Chart, 'title' | 'file'>[]): string {
  const replay = replayCommands(summary);
  const parts = [
    `# ${escapeMarkdown(summary.name)}`,
    escapeMarkdown(summary.description),
    verdict(summary)
      .map(({ subject, text }) => `- **${escapeMarkdown(subject)}.** ${escapeMarkdown(text)}`)
      .join('\n'),
    escapeMarkdown(definitions(summary)),
    ...titled('Yield', yieldTable(summary)),
    YIELD_NOTE,
    ...titled('Usable window', windowTable(summary)),
    ...titled('Both rules on the same chips', pairedTable(summary)),
    ...titled('Chips that are not stable', unstableTable(summary)),
    replay.length === 0 ? '' : `To look at one of them:\n\n    ${replay.join('\n    ')}`,
    ...titled('Trials that could not be run, counted as failures', failureTable(summary)),
    ...titled('Small-signal margin', marginTable(summary)),
    '## Pictures',
    charts.map(({ title, file }) => `![${escapeMarkdown(title)}](plots/${file})`).join('\n\n'),
    '## Set-up',
    setupFacts(summary)
      .map(([term, value]) => `- ${term}: ${escapeMarkdown(value)}`)
      .join('\n'),
    escapeMarkdown(METHODS),
    ...titled('Sources of the device', sourceTable(summary)),
    '## What this does not model',
    NOT_MODELLED.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titled(title: string, { columns, rows }: Table): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [`## ${title}`, [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')];
}
