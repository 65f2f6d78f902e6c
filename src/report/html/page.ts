import type { Chart } from '../charts/charts.ts';
import type { Subject } from '../charts/plans.ts';
import { escapeMarkup, escapeText } from '../escape.ts';
import { counted } from '../format.ts';
import { firstCharts } from '../glance/first-charts.ts';
import { networkInWords } from '../network-name.ts';
import {
  INPUTS_NOTE,
  LIMITS_NOTE,
  METHODS,
  NOISE_NOTE,
  NOT_MODELLED,
  pairsNote,
  RAILS_NOTE,
  SCREENING_NOTE,
  setupFacts,
  YIELD_NOTE,
} from '../prose.ts';
import type { Summary } from '../summary.ts';
import { changeTable, changeTitle } from '../tables/changes.ts';
import { chipNote, chipTable } from '../tables/chips.ts';
import { CRITICAL_NOTE, criticalTable, strayTable } from '../tables/critical.ts';
import { exampleNote, exampleTable } from '../tables/examples.ts';
import { inputsTable } from '../tables/inputs.ts';
import { layerTable } from '../tables/layers.ts';
import { limitTable } from '../tables/limits.ts';
import { loopNote, loopTable } from '../tables/loops.ts';
import { noiseTable } from '../tables/noise.ts';
import { pairedTable } from '../tables/pairs.ts';
import { railsTable } from '../tables/rails.ts';
import { screeningTable } from '../tables/screening.ts';
import { sourceTable } from '../tables/sources.ts';
import { specNote, specTable } from '../tables/specs.ts';
import type { Table } from '../tables/table.ts';
import { TAIL_NOTE, tailTable } from '../tables/tails.ts';
import { windowTable } from '../tables/windows.ts';
import { yieldTable } from '../tables/yields.ts';
import { definitions, verdict } from '../verdict.ts';
import { controls } from './controls.ts';
import { meanings, predicted, unstable } from './endings.ts';
import { figure, figures as sideBySide } from './figure.ts';
import { firstScreen } from './first-screen.ts';
import { picturesOrFold, tableOrFold } from './fold.ts';
import { htmlPage, section } from './frame.ts';
import { note } from './note.ts';
import { htmlTable } from './table.ts';

const COMMANDS_NOTE =
  'The first command of a row traces its first unstable chip, else that of the smallest margin; the second lists its chips by their margins. A click copies a command.';

/** The report as one file. */
export function renderHtml(summary: Summary, charts: readonly Chart[]): string {
  const first = firstCharts(summary, charts);
  const rest = charts.filter((chart) => !first.includes(chart));
  const sections = [
    findings(summary),
    section('Specs', withTable(specTable(summary), 'Specs, targets and status', specNote(summary))),
    section('Yield', [
      tableOrFold(yieldTable(summary), 'Yield of every point and rule'),
      note(`${YIELD_NOTE} ${COMMANDS_NOTE}`),
      ...figures(rest, 'stable', 'inRange', 'aligned'),
      ...figures(rest, 'course'),
    ]),
    section('Screening', withTable(screeningTable(summary), 'Foretold against simulated', SCREENING_NOTE)),
    windows(summary),
    paired(summary),
    changes(summary),
    section('How many inputs', [
      note(INPUTS_NOTE),
      tableOrFold(inputsTable(summary), 'Stable yield on fewer inputs'),
      ...figures(rest, 'inputs'),
    ]),
    section('How chips end', [meanings(summary), ...figures(rest, 'outcomes'), ...unstable(summary)]),
    examples(summary, rest),
    section('Worst chips', withTable(chipTable(summary), 'Worst chips of every point and rule', chipNote(summary))),
    section('Rails', withTable(railsTable(summary), 'Rails that clipped chips would need', RAILS_NOTE)),
    section('Noise', withTable(noiseTable(summary), 'Presentations that left their rest', NOISE_NOTE)),
    section('Predicted against simulated', [...predicted(summary), ...critical(summary, rest)]),
    section('How far beta may grow', [
      ...withTable(limitTable(summary), 'Limits on beta', LIMITS_NOTE),
      ...figures(rest, 'reach', 'loss', 'margin', 'tail'),
      ...withTable(tailTable(summary), 'Chips with little gain margin', TAIL_NOTE),
    ]),
    loops(summary, rest),
    section('Gradient and settling', [...figures(rest, 'angle', 'settling'), layers(summary)]),
    section('Set-up', [facts(summary), note(METHODS)]),
    sources(summary),
    section('What this does not model', [`<ul>${NOT_MODELLED.map((line) => `<li>${line}</li>`).join('\n')}</ul>`]),
  ];
  const { setup, device, points, seed, axes } = summary;
  const devices = axes.find(({ path }) => path === 'device')?.values.length;
  const which = devices === undefined ? device.name : counted(devices, 'device');
  const size = `${which} \u00b7 ${networkInWords(setup)} \u00b7 ${counted(setup.chips, 'chip')} \u00d7 ${counted(points.length, 'point')} \u00b7 seed ${seed}`;
  return htmlPage(summary, size, [firstScreen(summary, charts), controls(summary), ...sections]);
}

/** What the run says besides, in words. */
function findings(summary: Summary): string {
  const list = verdict(summary).map(
    ({ subject, text }) => `<dt>${escapeMarkup(subject)}</dt><dd>${escapeText(text)}</dd>`,
  );
  const items = list.length === 0 ? '' : `<dl class="facts">\n${list.join('\n')}\n</dl>`;
  return section('In words', [items, note(definitions(summary))]);
}

function withTable(table: Table, label: string, text: string): string[] {
  return table.rows.length === 0 ? [] : [note(text), tableOrFold(table, label)];
}

function figures(charts: readonly Chart[], ...subjects: readonly Subject[]): string[] {
  const own = charts.filter(({ subject }) => subjects.includes(subject));
  if (own.length === 0) return [];
  return [picturesOrFold(own.map(figure))];
}

function windows(summary: Summary): string {
  if (summary.windows.length === 0) return '';
  const required = 100 * summary.windows[0].requiredYield;
  const text = `Values of the sweep at which at least ${required} % of chips are stable and aligned, those refused or undecided counted as failing where they are more than 1 % of all. Between and beyond them nothing was run.`;
  return section('Usable window', [`<p>${text}</p>`, tableOrFold(windowTable(summary), 'Usable window of each rule')]);
}

function paired(summary: Summary): string {
  const table = pairedTable(summary);
  if (table.rows.length === 0) return '';
  const nominal = summary.points.some(({ comparison }) => comparison?.circuit === 'nominally same');
  return section('Both rules on the same chips', [
    note(pairsNote(summary)),
    tableOrFold(table, 'Paired comparison of the rules'),
    nominal ? note('* Nominally the same circuit (alpha = 1/2): only the spread of alpha tells the rules apart.') : '',
  ]);
}

function changes(summary: Summary): string {
  const table = changeTable(summary);
  if (table.rows.length === 0) return '';
  const all = htmlTable(table, 'Points compared on the same chips');
  return section(changeTitle(summary), [
    note(pairsNote(summary)),
    `<details><summary>Every comparison</summary>\n${all}\n</details>`,
  ]);
}

/** How one chip of each word went; empty where nothing was simulated. */
function examples(summary: Summary, charts: readonly Chart[]): string {
  if ((summary.examples ?? []).length === 0) return '';
  return section('One chip of each kind', [
    note(exampleNote(summary)),
    tableOrFold(exampleTable(summary), 'Chips that were run again'),
    sideBySide(charts.filter(({ subject }) => subject === 'example')),
  ]);
}

/** Where chips end along beta against where their branches do. */
function critical(summary: Summary, charts: readonly Chart[]): string[] {
  if (summary.critical.length === 0) return [];
  const stray = strayTable(summary);
  return [
    note(CRITICAL_NOTE),
    tableOrFold(criticalTable(summary), 'Critical beta, predicted and observed'),
    ...(stray.rows.length === 0 ? [] : [tableOrFold(stray, 'Chips that end in another step than predicted')]),
    ...figures(charts, 'critical'),
  ];
}

/** The loops of three chips of every rule; why there are none where there are none. */
function loops(summary: Summary, charts: readonly Chart[]): string {
  if (summary.loops === null) return '';
  const table = loopTable(summary);
  return section('The loop of three chips', [
    note(loopNote(summary)),
    table.rows.length === 0 ? '' : htmlTable(table, 'Margins of three chips of every rule'),
    // Those of a rule beside each other.
    ...summary.loops.map((_, i) => sideBySide(charts.filter(({ file }) => file.startsWith(`loop-${i + 1}-`)))),
  ]);
}

function layers(summary: Summary): string {
  const table = htmlTable(layerTable(summary), 'Gradient of every layer');
  return `<details><summary>Layer by layer</summary>\n${table}\n</details>`;
}

function facts(summary: Summary): string {
  const list = setupFacts(summary).map(
    ([term, value]) => `<dt>${escapeMarkup(term)}</dt><dd>${escapeText(value)}</dd>`,
  );
  return `<dl class="facts">\n${list.join('\n')}\n</dl>`;
}

function sources(summary: Summary): string {
  const { device } = summary;
  const swept = summary.axes.some(({ path }) => path === 'device');
  return section(`Sources of the device`, [
    swept ? note(`Of ${device.name}; the sweep replaces the device.`) : '',
    device.provenance.length === 0
      ? note(`${device.name} cites no sources.`)
      : htmlTable(sourceTable(summary), 'Sources of the device\u2019s numbers'),
  ]);
}
