import { escapeMarkdown, escapeText } from '../escape.ts';
import { counted, percent } from '../format.ts';
import { htmlPage, section } from '../html/frame.ts';
import { note } from '../html/note.ts';
import { htmlTable } from '../html/table.ts';
import { titled } from '../markdown.ts';
import type { FindChart } from './charts.ts';
import { findings } from './findings.ts';
import type { FindSummary } from './summary.ts';
import { curveTable, LIMIT_NOTE, limitTable } from './tables.ts';

function setup({ device, layers, chips, probes, engine, seed, command, versions, runs }: FindSummary): string[] {
  return [
    `Device ${device}, network ${layers.join('-')}, ${counted(chips, 'chip')} on ${counted(probes, 'input')}, engine ${engine}, seed ${seed}.`,
    `${runs.made} chips under a rule at a point were looked at; the whole grid has ${runs.grid} (${percent(runs.made / runs.grid)}). ` +
      'Between two places that are alike a chip is taken to be so in between.',
    `${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}

export function findMarkdown(summary: FindSummary, charts: readonly FindChart[]): string {
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  const parts = [
    `# ${escapeMarkdown(summary.name)}`,
    escapeMarkdown(summary.description),
    list(findings(summary)),
    charts.map(({ title, file }) => `![${escapeMarkdown(title)}](plots/${file})`).join('\n\n'),
    ...titled('Limits', limitTable(summary), LIMIT_NOTE),
    ...titled('Yield along the axis', curveTable(summary)),
    '## Set-up',
    list(setup(summary)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The report as one file. */
export function findHtml(summary: FindSummary, charts: readonly FindChart[]): string {
  const { device, layers, chips, seed } = summary;
  const size = `${device} \u00b7 ${layers.join('-')} \u00b7 ${counted(chips, 'chip')} \u00b7 seed ${seed}`;
  const items = (lines: readonly string[]) => lines.map((line) => `<li>${escapeText(line)}</li>`).join('\n');
  return htmlPage(summary, size, [
    `<section class="verdict" aria-label="Verdict">\n<ul>\n${items(findings(summary))}\n</ul>\n</section>`,
    section('Where', [
      `<div class="figures">\n${charts.map(({ svg }) => `<figure>${svg}</figure>`).join('\n')}\n</div>`,
    ]),
    section('Limits', [htmlTable(limitTable(summary), 'Every limit'), note(LIMIT_NOTE)]),
    section('Yield along the axis', [htmlTable(curveTable(summary), 'Yield at every value of the axis')]),
    section('Set-up', [`<ul>${items(setup(summary))}</ul>`]),
  ]);
}
