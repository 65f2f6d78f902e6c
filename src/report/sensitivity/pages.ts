import { escapeMarkdown, escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { htmlPage, section } from '../html/frame.ts';
import { note } from '../html/note.ts';
import { htmlTable } from '../html/table.ts';
import { titled } from '../markdown.ts';
import { CHANGE_NOTE, changeTable } from './change-table.ts';
import type { ShareChart } from './charts.ts';
import { findings } from './findings.ts';
import type { SensitivitySummary } from './summary.ts';
import { CHIP_NOTE, chipTable, SHARE_NOTE, shareTable } from './tables.ts';

function setup(summary: SensitivitySummary): string[] {
  const { device, layers, chips, probes, engine, follow, seed, by, resamples, made, command, versions } = summary;
  return [
    `Device ${device}, network ${layers.join('-')}, ${counted(probes, 'input')}, engine ${engine}, branches followed to ${follow} times beta, seed ${seed}.`,
    `${counted(chips, 'chip')} at every point, each with a twin and their hybrids, ${made} chips in all. Draws are grouped by ${by.join(', ')}; ` +
      `${counted(resamples, 'bootstrap sample')}.`,
    `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}

export function sensitivityMarkdown(summary: SensitivitySummary, charts: readonly ShareChart[]): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  const parts = [
    `# ${escapeMarkdown(summary.name)}`,
    escapeMarkdown(summary.description),
    list(findings(summary)),
    charts.map(({ title, file }) => `![${escapeMarkdown(title)}](plots/${file})`).join('\n\n'),
    ...titled('Shares of the variance', shareTable(summary), SHARE_NOTE),
    ...titled('One change at a time', changeTable(summary), CHANGE_NOTE),
    ...titled('Chips', chipTable(summary), CHIP_NOTE),
    '## Set-up',
    list(setup(summary)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The report as one file. */
export function sensitivityHtml(summary: SensitivitySummary, charts: readonly ShareChart[]): string {
  const { device, layers, chips, seed } = summary;
  const size = `${device} \u00b7 ${layers.join('-')} \u00b7 ${counted(chips, 'chip')} \u00b7 seed ${seed}`;
  const items = (lines: readonly string[]) => lines.map((line) => `<li>${escapeText(line)}</li>`).join('\n');
  return htmlPage(summary, size, [
    `<section class="verdict" aria-label="Verdict">\n<ul>\n${items(findings(summary))}\n</ul>\n</section>`,
    section('What matters', [
      `<div class="figures">\n${charts.map(({ svg }) => `<figure>${svg}</figure>`).join('\n')}\n</div>`,
    ]),
    section('Shares of the variance', [htmlTable(shareTable(summary), 'Shares of every group'), note(SHARE_NOTE)]),
    section(
      'One change at a time',
      summary.changes.length === 0
        ? []
        : [htmlTable(changeTable(summary), 'What every change adds'), note(CHANGE_NOTE)],
    ),
    section('Chips', [htmlTable(chipTable(summary), 'Chips that the shares are of'), note(CHIP_NOTE)]),
    section('Set-up', [`<ul>${items(setup(summary))}</ul>`]),
  ]);
}
