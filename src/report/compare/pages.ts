import { changeCharts } from '../charts/change-chart.ts';
import { escapeMarkdown, escapeMarkup, escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { figures } from '../html/figure.ts';
import { htmlPage, section } from '../html/frame.ts';
import { note } from '../html/note.ts';
import { opening } from '../html/opening.ts';
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

/** Pictures beside the verdict: of the three yields. */
const BESIDE = 3;

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
  const charts = await changeCharts(comparison);
  const size = `A: ${first.device}, ${counted(first.chips, 'chip')}, seed ${first.seed} \u00b7 B: ${second.device}, ${counted(second.chips, 'chip')}, seed ${second.seed}`;
  return htmlPage({ name: titleOf(comparison), description: '' }, size, [
    opening(
      `<dl>\n${list.join('\n')}\n</dl>`,
      `<h2>Runs</h2>\n${htmlTable(sideBySide(runTable(comparison)), 'The two runs')}`,
      charts.slice(0, BESIDE),
    ),
    section('Changes', [
      figures(charts.slice(BESIDE)),
      note(CHANGE_NOTE),
      htmlTable(inTwoLines(changeTable(comparison)), 'Changes from A to B'),
    ]),
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

/** Rows as columns. */
function sideBySide({ columns: [corner, ...fields], rows }: Table): Table {
  return {
    heads: 1,
    columns: [corner, ...rows.map(([name]) => name)],
    rows: fields.map((field, k) => [field, ...rows.map((row) => row[k + 1])]),
  };
}

function titleOf({ first, second }: RunComparison): string {
  return `${first.run} and ${second.run} compared`;
}
