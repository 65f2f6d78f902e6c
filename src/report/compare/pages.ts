import { changeCharts } from '../charts/change-chart.ts';
import { escapeMarkdown, escapeMarkup, escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { figure } from '../html/figure.ts';
import { htmlPage, section } from '../html/frame.ts';
import { note } from '../html/note.ts';
import { htmlTable } from '../html/table.ts';
import { titled } from '../markdown.ts';
import type { Table } from '../tables/table.ts';
import type { RunComparison } from './comparison.ts';
import { comparisonFindings } from './findings.ts';
import { changeTable, runTable } from './tables.ts';

export const CHANGE_NOTE =
  'Change: B minus A, of yields in percentage points, of a measure the median of the chips’ changes, or unpaired the ' +
  'difference of the medians, with its 95 % interval; no change within noise: the interval holds 0. p is adjusted over all comparisons (Holm 1979). Chips that are undecided or refused in a run, or ' +
  'have no such measure in it, are in no change.';

const DIFFERENCES = 'What the runs were made with differs in';

/** The comparison as Markdown for a pull request: verdict and table, what differs in a fold. */
export function comparisonMarkdown(comparison: RunComparison): string {
  const { differences } = comparison;
  const parts = [
    `# ${escapeMarkdown(titleOf(comparison))}`,
    comparisonFindings(comparison)
      .map(({ subject, text }) => `- **${escapeMarkdown(subject)}.** ${escapeMarkdown(text)}`)
      .join('\n'),
    ...titled('Runs', runTable(comparison)),
    ...titled('Changes', changeTable(comparison), CHANGE_NOTE),
    differences.length === 0
      ? ''
      : `<details><summary>${DIFFERENCES} ${counted(differences.length, 'place')}</summary>\n\n` +
        `${differences.map((line) => `- ${escapeMarkdown(line)}`).join('\n')}\n\n</details>`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** The comparison as one page that needs nothing else. */
export async function comparisonHtml(comparison: RunComparison): Promise<string> {
  const { first, second, differences } = comparison;
  const list = comparisonFindings(comparison).map(
    ({ subject, text }) => `<dt>${escapeMarkup(subject)}</dt><dd>${escapeText(text)}</dd>`,
  );
  const figures = (await changeCharts(comparison)).map(figure);
  const size = `A: ${first.device}, ${counted(first.chips, 'chip')}, seed ${first.seed} \u00b7 B: ${second.device}, ${counted(second.chips, 'chip')}, seed ${second.seed}`;
  return htmlPage({ name: titleOf(comparison), description: '' }, size, [
    `<section class="verdict" aria-label="Verdict">\n<dl>\n${list.join('\n')}\n</dl>\n</section>`,
    section('Changes', [
      `<div class="figures">\n${figures.join('\n')}\n</div>`,
      note(CHANGE_NOTE),
      htmlTable(inTwoLines(changeTable(comparison)), 'Changes from A to B'),
    ]),
    section('Runs', [htmlTable(runTable(comparison), 'The two runs')]),
    differences.length === 0
      ? ''
      : section('What differs', [`<ul>${differences.map((line) => `<li>${escapeMarkup(line)}</li>`).join('\n')}</ul>`]),
  ]);
}

/** With the commonest words in two lines, not in four. */
function inTwoLines({ rows, ...table }: Table): Table {
  const said = 'no change within noise';
  return {
    ...table,
    rows: rows.map((row) => row.map((cell) => (cell === said ? 'no\u00a0change within\u00a0noise' : cell))),
  };
}

function titleOf({ first, second }: RunComparison): string {
  return `${first.run} and ${second.run} compared`;
}
