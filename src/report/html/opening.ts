import type { Chart } from '../charts/charts.ts';
import { escapeText } from '../escape.ts';
import { capital } from '../words.ts';
import { figure } from './figure.ts';

/** So many pictures stand beside what was found; others follow below. */
export const LEADING = 2;

/** The first screen of a page without yields: what was found and of what; beside both the first pictures. */
export function opening(
  found: string,
  setup: string,
  charts: readonly Pick<Chart, 'title' | 'note' | 'inline'>[],
): string {
  return [
    '<section class="opening" aria-label="Verdict">',
    '<div class="side">',
    `<div class="verdict">\n${found}\n</div>`,
    `<div class="setup">\n${setup}\n</div>`,
    '</div>',
    charts.length === 0 ? '' : `<div class="proof">\n${charts.map(figure).join('\n')}\n</div>`,
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Findings, one below the other, each with what it is of in bold. */
export function foundHtml(findings: readonly string[]): string {
  return list(findings, (line) => {
    const [, subject, rest] = /^([^:]{1,60}): (.*)$/s.exec(line) ?? [];
    return subject === undefined
      ? escapeText(line)
      : `<b>${escapeText(subject)}.</b>${escapeText(` ${capital(rest)}`)}`;
  });
}

/** What was run, and how. */
export function setupHtml(lines: readonly string[]): string {
  return `<h2>Set-up</h2>\n${list(lines, escapeText)}`;
}

function list(lines: readonly string[], html: (line: string) => string): string {
  return `<ul>\n${lines.map((line) => `<li>${html(line)}</li>`).join('\n')}\n</ul>`;
}
