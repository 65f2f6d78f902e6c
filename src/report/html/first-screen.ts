import type { Chart } from '../charts/charts.ts';
import { lineLegend } from '../charts/legend.ts';
import { escapeMarkup, escapeText } from '../escape.ts';
import { type Answer, answersOf } from '../glance/answers.ts';
import { firstCharts } from '../glance/first-charts.ts';
import { readings } from '../glance/readings.ts';
import { requirementNote, requirementTable } from '../glance/requirements.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { commandHtml } from './command.ts';
import { figure } from './figure.ts';
import { note } from './note.ts';
import { htmlTable } from './table.ts';

/** What a reader has to know, at one glance: answers and the picture that proves them, requirements, and what may be misread. */
export function firstScreen(summary: Summary, charts: readonly Chart[]): string {
  const answers = answersOf(summary).map((answer, index) => answerHtml(answer, summary, index));
  const pictures = firstCharts(summary, charts).map(figure);
  const misread = readings(summary).map(
    ({ subject, text }) => `<li><b>${escapeMarkup(subject)}</b> ${escapeText(text)}</li>`,
  );
  const asked = [
    htmlTable(requirementTable(summary), 'Requirements, those that fail first'),
    note(requirementNote(summary)),
  ];
  return [
    '<section class="glance" aria-label="At a glance">',
    '<div class="side">',
    `<div class="answers">\n${answers.join('\n')}\n</div>`,
    `<div class="asked">\n<h2>Requirements</h2>\n${asked.join('\n')}\n</div>`,
    '</div>',
    '<div class="side">',
    `<div class="proof">\n${pictures.join('\n')}\n</div>`,
    `<div class="misread">\n<h2>Not to be misread</h2>\n<ul>\n${misread.join('\n')}\n</ul>\n</div>`,
    '</div>',
    '</section>',
  ].join('\n');
}

function answerHtml(
  { rule, stability, margin, breaksFirst, limiting, change }: Answer,
  { rules }: Summary,
  index: number,
): string {
  const { swatch, width } = lineLegend(rules)[index];
  const mark = `<svg class="chart mark" width="${width}" height="12" viewBox="0 0 ${width} 12" aria-hidden="true">${swatch}</svg>`;
  const command = margin.command === null ? '' : ` Its phase margin: ${commandHtml(margin.command)}`;
  return [
    '<div>',
    `<h2>${mark}${escapeMarkup(ruleName(rule))}</h2>`,
    `<p class="answer">${escapeText(stability)}</p>`,
    `<p><b>Margin, worst chip.</b> ${escapeText(margin.text)}${command}</p>`,
    `<p><b>Breaks first.</b> ${escapeText(breaksFirst)}</p>`,
    `<p><b>Limits.</b> ${escapeText(limiting.text)}${limiting.command === null ? '' : ` ${commandHtml(limiting.command)}`}</p>`,
    `<p><b>Helps.</b> ${escapeText(change)}</p>`,
    '</div>',
  ].join('\n');
}
