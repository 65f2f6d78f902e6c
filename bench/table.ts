import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { threeDigits, withUnit } from '../src/report/format.ts';
import { isMet } from './findings.ts';
import { ROOT } from './peers/programs.ts';
import type { PartResult, Results } from './results.ts';
import { requirement } from './text.ts';

const PAGE = `${ROOT}docs/performance.md`;
const BEGIN = '<!-- begin of what npm run bench writes -->';
const END = '<!-- end of what npm run bench writes -->';

const TITLES: Readonly<Record<string, string>> = {
  kernel: 'The event kernel',
  larger: 'Larger networks',
  scaling: 'Sweeps and threads',
  startup: 'Start-up',
  'fixed-point': 'Fixed-point engine',
  static: 'Static engine',
  sampling: 'Sampling a chip',
  probes: 'Several probes of a chip',
  rest: 'All but events in a sweep',
  noise: 'Redraws of noise',
  training: 'Training',
  'event-training': 'Training by events',
  versions: 'This version and 710cfe8',
  rows: 'Report of a million rows',
  memory: 'Memory of a sweep',
  crossover: 'Events against a fixed step',
};

/** Puts the tables between the page's two markers; what stands around them stays. */
export function writeTable(results: Results): void {
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : `${BEGIN}\n${END}\n`;
  writeFileSync(PAGE, withTables(page, results));
}

export function withTables(page: string, { parts }: Results): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`the page needs the lines "${BEGIN}" and "${END}", in this order`);
  const tables = Object.entries(parts).map(([name, part]) => section(TITLES[name] ?? name, part));
  return `${page.slice(0, from + BEGIN.length)}\n\n${tables.join('\n')}\n${page.slice(to)}`;
}

function section(title: string, part: PartResult): string {
  const { ratios, measurements, absent, notes } = part;
  const lines = [`### ${title}`, ''];
  lines.push(`\`${part.command}\` at commit ${part.commit}, ${part.date}, on ${part.machine}.`, '');
  for (const what of absent) lines.push(`**Absent, not measured:** ${what}`, '');
  if (ratios.length > 0) {
    lines.push('| ratio | median | least | most | n | required | |', '|---|--:|--:|--:|--:|---|---|');
    for (const ratio of ratios) {
      const met = isMet(ratio);
      const cells = [
        ratio.what,
        threeDigits(ratio.median),
        threeDigits(ratio.min),
        threeDigits(ratio.max),
        ratio.runs,
        requirement(ratio.required),
        met === null ? '' : met ? 'met' : '**not met**',
      ];
      lines.push(`| ${cells.join(' | ')} |`);
    }
    lines.push('');
  }
  if (measurements.length > 0) {
    lines.push('| measured | median | least | most | n |', '|---|--:|--:|--:|--:|');
    for (const { what, unit, median, min, max, runs } of measurements) {
      const cells = [what, withUnit(median, unit), withUnit(min, unit), withUnit(max, unit), runs];
      lines.push(`| ${cells.join(' | ')} |`);
    }
    lines.push('');
  }
  for (const note of notes) lines.push(`- ${note}`);
  if (notes.length > 0) lines.push('');
  return lines.join('\n');
}
