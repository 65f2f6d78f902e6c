import { updateDeviceNamed } from '../../model/update-devices.ts';
import type { PulseScheme } from '../../model/vocabulary.ts';
import type { PictureFile } from '../charts/frame.ts';
import { escapeMarkdown } from '../escape.ts';
import { counted, percent } from '../format.ts';
import { inColumns } from '../html/columns.ts';
import { figures } from '../html/figure.ts';
import { htmlPage, section } from '../html/frame.ts';
import { foundHtml, opening, setupHtml } from '../html/opening.ts';
import { titled } from '../markdown.ts';
import { networkName } from '../network-name.ts';
import { ruleName } from '../words.ts';
import type { TrainingSummary } from './summary.ts';
import { DRIFT_NOTE, driftTable, failureTable, TRAINING_NOTE, trainingTable } from './tables.ts';

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

const SCHEMES: Readonly<Record<PulseScheme, string>> = {
  pulses: 'pulses as updates come',
  'mixed-precision': 'pulses from a digital sum of updates (mixed precision)',
  'tiki-taka': 'pulses to a fast array whose columns are transferred in turn (Tiki-Taka)',
  'tiki-taka-2':
    'pulses to a fast array whose columns are transferred in turn through a digital sum (Tiki-Taka, second version)',
};

function synapsesInWords(synapse: TrainingSummary['training']['synapse']): string {
  if (synapse === 'exact') return 'synapses take every update exactly';
  const { device, scheme, fullWeight, mostPulses } = synapse;
  const { source } = updateDeviceNamed(device);
  return `${device} synapses (${source}), ${SCHEMES[scheme]}, at most ${mostPulses} an update, weight ${fullWeight} of the largest at 1`;
}

function setup({
  device,
  layers,
  connections,
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
    initial,
    tasks,
    taskEpochs,
    damping,
    state,
    learn,
    passes,
    order,
    optimizer,
    learningRate,
    momentum,
    weightDecay,
    warmUp,
    decay,
    betaSchedule,
    synapse,
  } = training;
  const how = inference === 'events' ? 'by events' : `by the layer-wise iteration, ${order}, at most ${passes} passes`;
  const ways = [
    damping === 'none' ? '' : 'Tikhonov damping',
    state === 'fresh' ? '' : 'states carried over',
    learn === 'presentation' ? '' : 'weights after every pass',
    betaSchedule === undefined ? '' : `beta ${betaSchedule.along} to ${betaSchedule.to} times its first`,
    initial === 'shared' ? '' : 'initial weights of each chip’s own',
    tasks.length === 0
      ? ''
      : `tasks ${tasks.map((classes) => classes.join(' ')).join(', then ')}, ${counted(taskEpochs, 'epoch')} each`,
  ].filter((way) => way !== '');
  return [
    `Device ${device}, network ${networkName({ layers, ...(connections === undefined ? {} : { connections }) })}, ${counted(chips, 'chip')}, beta ${betas.join(', ')}, ${loss}, error ${nudge}.`,
    `${counted(epochs, 'epoch')} of ${images === null ? 'all' : images} training images in batches of ${batch}, ${[how, ...ways].join('; ')}.`,
    `${optimizer}, rate ${learningRate} (${decay}, rising over ${percent(warmUp)} of the updates), momentum ${momentum}, ` +
      `weight decay ${weightDecay}; ${synapsesInWords(synapse)}.`,
    `Angles and margins on ${counted(probes, 'probe')}; seed ${seed}; ${command}; dyadsim ${versions.dyadsim}, Node ${versions.node}.`,
  ];
}

export function trainingMarkdown(summary: TrainingSummary, charts: readonly PictureFile[]): string {
  const parts = [
    `# ${escapeMarkdown(summary.name)}`,
    escapeMarkdown(summary.description),
    findings(summary)
      .map((line) => `- ${escapeMarkdown(line)}`)
      .join('\n'),
    ...titled('After training', trainingTable(summary), TRAINING_NOTE),
    ...titled('Where the weights went', driftTable(summary), DRIFT_NOTE),
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

/** The report as one file. */
export function trainingHtml(summary: TrainingSummary, charts: readonly PictureFile[]): string {
  const { device, chips, seed } = summary;
  const size = `${device} \u00b7 ${networkName(summary)} \u00b7 ${counted(chips, 'chip')} \u00b7 seed ${seed}`;
  return htmlPage(summary, size, [
    opening(foundHtml(findings(summary)), setupHtml(setup(summary)), charts.slice(0, 1)),
    inColumns([
      {
        title: 'After training',
        label: 'Every point and rule after training',
        table: trainingTable(summary),
        note: TRAINING_NOTE,
      },
      { title: 'Where the weights went', label: 'Drift and forgetting', table: driftTable(summary), note: DRIFT_NOTE },
      {
        title: 'Trainings that did not come to the end',
        label: 'Trainings that failed',
        table: failureTable(summary),
        note: '',
      },
    ]),
    section('Curves', [figures(charts.slice(1))]),
  ]);
}
