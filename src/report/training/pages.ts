import { updateDeviceNamed } from '../../model/update-devices.ts';
import { nightCss } from '../charts/theme.ts';
import { escapeMarkdown, escapeMarkup, escapeText } from '../escape.ts';
import { counted, percent } from '../format.ts';
import { note } from '../html/note.ts';
import { STYLE } from '../html/style.ts';
import { htmlTable } from '../html/table.ts';
import type { Table } from '../tables/table.ts';
import { ruleName } from '../words.ts';
import type { TrainingChart } from './charts.ts';
import type { TrainingSummary } from './summary.ts';
import { failureTable, TRAINING_NOTE, trainingTable } from './tables.ts';

/** What the trainings came to, the most important first. */
export function findings(summary: TrainingSummary): string[] {
  const { trainings, points, rules } = summary;
  const { expected, over } = trainings;
  const incomplete = over < expected ? [`${over} of ${expected} trainings are over; all numbers are of those.`] : [];
  return [
    ...incomplete,
    ...rules.map((rule, i) => {
      const cells = points.map(({ label, cells }) => ({ label, cell: cells[i] }));
      const failed = cells.reduce((sum, { cell }) => sum + cell.failed.length, 0);
      const known = cells.flatMap(({ label, cell }) =>
        cell.accuracy === null ? [] : [{ label, mean: cell.accuracy.mean }],
      );
      const fails = failed === 0 ? '' : `; ${counted(failed, 'training')} did not come to the end`;
      if (known.length === 0) return `${ruleName(rule)}: no chip came to the last epoch${fails}.`;
      const sorted = [...known].sort((a, b) => b.mean - a.mean);
      const [best, worst] = [sorted[0], sorted[sorted.length - 1]];
      const where = (at: (typeof sorted)[number]) => (points.length > 1 ? ` at ${at.label}` : '');
      const range = points.length > 1 ? `, and ${percent(worst.mean)}${where(worst)}` : '';
      return `${ruleName(rule)}: ${percent(best.mean)} of the test set${where(best)}${range}${fails}.`;
    }),
  ];
}

function synapsesInWords(synapse: TrainingSummary['training']['synapse']): string {
  if (synapse === 'exact') return 'synapses take every update exactly';
  const { device, scheme, fullWeight, mostPulses } = synapse;
  const { source } = updateDeviceNamed(device);
  const made =
    scheme === 'pulses' ? 'pulses as updates come' : 'pulses from a digital sum of updates (mixed precision)';
  return `${device} synapses (${source}), ${made}, at most ${mostPulses} an update, weight ${fullWeight} of the largest at 1`;
}

function setup({
  device,
  layers,
  loss,
  nudge,
  training,
  chips,
  probes,
  seed,
  command,
  versions,
  points,
}: TrainingSummary) {
  const betas = [...new Set(points.map(({ beta }) => Number(beta.toPrecision(3))))];
  const {
    epochs,
    batch,
    images,
    inference,
    passes,
    order,
    optimizer,
    learningRate,
    momentum,
    weightDecay,
    warmUp,
    decay,
    synapse,
  } = training;
  const how = inference === 'events' ? 'by events' : `by the layer-wise iteration, ${order}, at most ${passes} passes`;
  return [
    `Device ${device}, network ${layers.join('-')}, ${counted(chips, 'chip')}, beta ${betas.join(', ')}, ${loss}, error ${nudge}.`,
    `${counted(epochs, 'epoch')} of ${images === null ? 'all' : images} training images in batches of ${batch}, ${how}.`,
    `${optimizer}, rate ${learningRate} (${decay}, rising over ${percent(warmUp)} of the updates), momentum ${momentum}, ` +
      `weight decay ${weightDecay}; ${synapsesInWords(synapse)}.`,
    `Angles and margins on ${counted(probes, 'probe')}; seed ${seed}; ${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}

export function trainingMarkdown(summary: TrainingSummary, charts: readonly TrainingChart[]): string {
  const parts = [
    `# ${escapeMarkdown(summary.name)}`,
    escapeMarkdown(summary.description),
    findings(summary)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join('\n'),
    ...titled('After training', trainingTable(summary)),
    escapeMarkdown(TRAINING_NOTE),
    ...titled('Trainings that did not come to the end', failureTable(summary)),
    '## Curves',
    charts.map(({ title, file }) => `![${escapeMarkdown(title)}](plots/${file})`).join('\n\n'),
    '## Set-up',
    setup(summary)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titled(title: string, { columns, rows }: Table): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [`## ${title}`, [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')];
}

/** One file that needs nothing else: style and pictures are in it, and there is no script. */
export function trainingHtml(summary: TrainingSummary, charts: readonly TrainingChart[]): string {
  const failures = failureTable(summary);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(summary.name)} \u2013 dyadsim</title>`,
    `<style>${STYLE}${nightCss()}</style>`,
    '</head>',
    '<body>',
    `<header>\n<h1>${escapeMarkup(summary.name)}</h1>`,
    summary.description === '' ? '' : `<p class="lead">${escapeMarkup(summary.description)}</p>`,
    `<p class="meta">${escapeMarkup(`${summary.device} \u00b7 ${summary.layers.join('-')} \u00b7 ${counted(summary.chips, 'chip')} \u00b7 seed ${summary.seed}`)}</p>\n</header>`,
    '<main>',
    `<section class="verdict" aria-label="Verdict">\n<ul>\n${findings(summary)
      .map((line) => `<li>${escapeText(line)}</li>`)
      .join('\n')}\n</ul>\n</section>`,
    `<section>\n<h2>After training</h2>\n${htmlTable(trainingTable(summary), 'Every point and rule after training')}\n${note(TRAINING_NOTE)}\n</section>`,
    failures.rows.length === 0
      ? ''
      : `<section>\n<h2>Trainings that did not come to the end</h2>\n${htmlTable(failures, 'Trainings that failed')}\n</section>`,
    `<section>\n<h2>Curves</h2>\n<div class="figures">\n${charts.map(({ svg }) => `<figure>${svg}</figure>`).join('\n')}\n</div>\n</section>`,
    `<section>\n<h2>Set-up</h2>\n<ul>${setup(summary)
      .map((line) => `<li>${escapeText(line)}</li>`)
      .join('\n')}</ul>\n</section>`,
    '</main>',
    '</body>',
    '</html>',
    '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}
