import type { Chart } from './charts/charts.ts';
import { codeSpan, escapeMarkdown } from './escape.ts';
import type { Finding } from './findings/finding.ts';
import { type Answer, answersOf } from './glance/answers.ts';
import { firstCharts } from './glance/first-charts.ts';
import { readings } from './glance/readings.ts';
import { requirementNote, requirementTable } from './glance/requirements.ts';
import {
  INPUTS_NOTE,
  LIMITS_NOTE,
  METHODS,
  NOISE_NOTE,
  NOT_MODELLED,
  PREDICTION_NOTE,
  pairsNote,
  RAILS_NOTE,
  replayCommands,
  replayNote,
  SCREENING_NOTE,
  setupFacts,
  YIELD_NOTE,
} from './prose.ts';
import type { Summary } from './summary.ts';
import { changeTable, changeTitle } from './tables/changes.ts';
import { chipNote, chipTable } from './tables/chips.ts';
import { CRITICAL_NOTE, criticalTable, strayTable } from './tables/critical.ts';
import { exampleNote, exampleTable } from './tables/examples.ts';
import { inputsTable } from './tables/inputs.ts';
import { limitTable } from './tables/limits.ts';
import { loopNote, loopTable } from './tables/loops.ts';
import { noiseTable } from './tables/noise.ts';
import { pairedTable } from './tables/pairs.ts';
import { predictionTable, surpriseTable } from './tables/predictions.ts';
import { railsTable } from './tables/rails.ts';
import { screeningTable } from './tables/screening.ts';
import { sourceTable } from './tables/sources.ts';
import { specNote, specTable } from './tables/specs.ts';
import type { Table } from './tables/table.ts';
import { TAIL_NOTE, tailTable } from './tables/tails.ts';
import { refusalTable, unstableTable } from './tables/trials.ts';
import { windowTable } from './tables/windows.ts';
import { yieldTable } from './tables/yields.ts';
import { definitions, verdict } from './verdict.ts';
import { ruleName } from './words.ts';

/** The report as Markdown, with the pictures beside it in plots/. */
export function renderMarkdown(summary: Summary, charts: readonly Chart[]): string {
  const first = firstCharts(summary, charts);
  const parts = [
    `# ${escapeMarkdown(summary.name)}`,
    escapeMarkdown(summary.description),
    answersOf(summary).map(answerMarkdown).join('\n'),
    pictures(first),
    ...titled('Requirements', requirementTable(summary), requirementNote(summary)),
    '## Not to be misread',
    findings(readings(summary)),
    '<details>\n<summary>All of it: every point, the pictures, commands, set-up and sources</summary>',
    '## In words',
    findings(verdict(summary)),
    escapeMarkdown(definitions(summary)),
    ...titled('Specs', specTable(summary), specNote(summary)),
    ...titled('Yield', yieldTable(summary), YIELD_NOTE),
    ...titled('Foretold against simulated, where chips were screened', screeningTable(summary), SCREENING_NOTE),
    ...titled('Usable window', windowTable(summary)),
    ...titled('Both rules on the same chips', pairedTable(summary), pairsNote(summary)),
    ...titled(changeTitle(summary), changeTable(summary), pairsNote(summary)),
    ...titled('How many inputs', inputsTable(summary), INPUTS_NOTE),
    ...titled('Chips that are not stable', unstableTable(summary)),
    ...listed(replayCommands(summary), replayNote(summary)),
    ...titled('One chip of each kind', exampleTable(summary), exampleNote(summary)),
    ...titled('Worst chips', chipTable(summary), chipNote(summary)),
    ...titled('Trials that could not be run, in no yield', refusalTable(summary)),
    ...titled('Rails', railsTable(summary), RAILS_NOTE),
    ...titled('Noise', noiseTable(summary), NOISE_NOTE),
    ...titled('Predicted against simulated', predictionTable(summary), PREDICTION_NOTE),
    ...titled('Runs that ended otherwise than foretold', surpriseTable(summary)),
    ...titled('Critical beta, predicted and observed', criticalTable(summary), CRITICAL_NOTE),
    ...titled('Chips that end in another step than predicted', strayTable(summary)),
    ...titled('How far beta may grow', limitTable(summary), LIMITS_NOTE),
    ...titled('Chips with little gain margin', tailTable(summary), TAIL_NOTE),
    ...loops(summary),
    '## Pictures',
    pictures(charts.filter((chart) => !first.includes(chart))),
    '## Set-up',
    setupFacts(summary)
      .map(([term, value]) => `- ${term}: ${escapeMarkdown(value)}`)
      .join('\n'),
    escapeMarkdown(METHODS),
    ...titled('Sources of the device', sourceTable(summary)),
    '## What this does not model',
    NOT_MODELLED.map((line) => `- ${escapeMarkdown(line)}`).join('\n'),
    '</details>',
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The loops of three chips of every rule; why there are none where there are none. */
function loops(summary: Summary): string[] {
  if (summary.loops === null) return [];
  const [title, table] = ['The loop of three chips', loopTable(summary)];
  if (table.rows.length > 0) return titled(title, table, loopNote(summary));
  return [`## ${title}`, escapeMarkdown(loopNote(summary))];
}

function answerMarkdown({ rule, stability, margin, breaksFirst, limiting, change }: Answer): string {
  const parts = [stability, `Margin, worst chip: ${margin.text}`, `Breaks first: ${breaksFirst}`, `Helps: ${change}`];
  const phase = margin.command === null ? '' : ` Its phase margin: ${codeSpan(margin.command)}`;
  const limits = ` Limits: ${escapeMarkdown(limiting.text)}${limiting.command === null ? '' : ` ${codeSpan(limiting.command)}`}`;
  return `- **${escapeMarkdown(ruleName(rule))}.** ${parts.map(escapeMarkdown).join(' ')}${phase}${limits}`;
}

function findings(list: readonly Finding[]): string {
  return list.map(({ subject, text }) => `- **${escapeMarkdown(subject)}.** ${escapeMarkdown(text)}`).join('\n');
}

function pictures(charts: readonly Chart[]): string {
  return charts.map(({ title, file }) => `![${escapeMarkdown(title)}](plots/${file})`).join('\n\n');
}

/** A table under its title, and what is to be said of it; nothing where it has no rows. */
export function titled(title: string, { columns, rows, commands = [] }: Table, note = ''): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const table = [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
  return [`## ${title}`, table, escapeMarkdown(note), ...listed(commands.flat(), 'Its rows again, in the same order:')];
}

/** Code, every line of which is indented: the name of a folder may have two. */
function listed(commands: readonly string[], note: string): string[] {
  if (commands.length === 0) return [];
  return [`${escapeMarkdown(note)}\n\n${commands.join('\n').replace(/^/gm, '    ')}`];
}
