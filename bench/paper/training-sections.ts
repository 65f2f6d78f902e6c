import type { Mean } from '../../src/montecarlo/statistics/mean.ts';
import type { TrainingSummary } from '../../src/report/training/summary.ts';
import { percent, type Section, type Size, table } from './section.ts';
import { sizeOf, trained } from './trained.ts';

const accuracy = (mean: Mean | null) =>
  mean === null
    ? 'none came to the end'
    : `${percent(mean.mean)}${mean.n === 1 ? '' : ` ± ${percent(mean.mean - mean.interval[0])}`}`;

/** Mean of cells that there are. */
function averageOf(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Sections 4 and 5 of the paper: which rule trains. */
export async function stability(size: Size): Promise<Section> {
  const { summary } = await trained('training-stability', size);
  const rows = summary.points.map(({ label, cells }) => [
    label.replaceAll('train.', ''),
    ...cells.map(
      ({ accuracyOfAll, failed, chips }) =>
        `${accuracy(accuracyOfAll)}${failed.length > 0 ? ` (${failed.length} of ${chips} ran away)` : ''}`,
    ),
  ]);
  const worst = (rule: string, alpha: number) =>
    Math.min(
      ...summary.points
        .filter((point) => point.alpha === alpha)
        .map(({ cells }) => cells.find((cell) => cell.rule === rule)?.accuracyOfAll?.mean ?? 0),
    );
  const reference = averageOf(
    summary.points.map(({ cells }) => cells.find(({ rule }) => rule === 'backprop')?.accuracyOfAll?.mean),
  );
  const said = [0, 0.5, 1].map(
    (alpha) =>
      `alpha ${alpha}: dp ${percent(worst('dp', alpha))}, dp-transpose ${percent(worst('dp-transpose', alpha))} %`,
  );
  return {
    title: 'Training away from alpha = 1/2',
    claim:
      'DP needs many passes or damping away from alpha = 1/2, and fails at its ends; DP-transpose trains there as backprop does (sections 4 and 5).',
    ours: `scenarios/paper/training-stability.yaml: 784-128-128-10 on MNIST (${sizeOf(summary)}), squared error, beta 1/2, instead of VGG16 on CIFAR. Test accuracy in per cent, chips that ran away counted as guessing, with 95 % intervals.`,
    result: table([['', ...summary.rules], ...rows]),
    verdict: `Worst of passes, damping and nudge: ${said.join('; ')}; backprop's mean ${percent(reference)} %.`,
  };
}

/** Figure 3: updates against those of backprop over training. */
export async function alignment(size: Size): Promise<Section> {
  const { summary, epochs } = await trained('alignment', size);
  const depth = summary.layers.length - 1;
  const last = summary.training.epochs;
  const mean = (point: number, epoch: number, name: string) =>
    averageOf(
      epochs.filter((row) => row.point === point && row.epoch === epoch).map((row) => row[name] as number | undefined),
    );
  const rows = summary.points.flatMap(({ index, alpha }) =>
    [0, 1, last].map((epoch) => {
      const each = Array.from({ length: depth }, (_, k) => {
        const angle = mean(index, epoch, `angleDeg_${k}`);
        const ratio = mean(index, epoch, `normRatio_${k}`);
        const distance = Math.sqrt(1 + ratio * ratio - 2 * ratio * Math.cos((angle * Math.PI) / 180));
        return `${angle.toFixed(1)}°, ${ratio.toFixed(2)}, ${distance.toFixed(2)}`;
      });
      return [`alpha ${alpha}, epoch ${epoch}`, ...each];
    }),
  );
  const worst = Math.max(
    ...summary.points.flatMap(({ index }) =>
      Array.from({ length: depth }, (_, k) => mean(index, last, `angleDeg_${k}`)),
    ),
  );
  return {
    title: 'Figure 3: alignment with backprop over training',
    claim:
      'The updates of DP-transpose stay aligned with those of backprop, and nearly as long, over training, at alpha 0 and 1.',
    ours: `scenarios/paper/alignment.yaml: an MLP on MNIST (${sizeOf(summary)}), 30 passes, beta 1/2, 200 probes. Of each layer, input first: angle, norm relative to backprop's, distance relative to backprop's norm.`,
    result: table([['', ...Array.from({ length: depth }, (_, k) => `W${k}`)], ...rows]),
    verdict: `The largest mean angle at the end is ${worst.toFixed(1)}°. At beta 1/2 relu kinks lie between the compartments, so the angle grows with weights and beta; the paper's runs have beta of the same order.`,
  };
}

/** Figure 2: angles over a training of a convolutional network. */
export async function anglesOverTraining(size: Size): Promise<Section> {
  const { summary, epochs } = await trained('cifar10', size);
  const depth = summary.layers.length - 1;
  const shown = summary.points.filter(({ alpha, beta }) => alpha === 0 && (beta === 0.01 || beta === 1));
  const anglesAt = (point: number, epoch: number) => {
    const row = epochs.find((one) => one.point === point && one.epoch === epoch && one.rule === 'dp-transpose');
    return Array.from({ length: depth }, (_, k) => Number(row?.[`angleDeg_${k}`] ?? Number.NaN));
  };
  const rows = shown.flatMap(({ index, beta }) =>
    Array.from({ length: summary.training.epochs + 1 }, (_, epoch) => [
      `beta ${beta}, epoch ${epoch}`,
      ...anglesAt(index, epoch).map((angle) => `${angle.toFixed(1)}°`),
    ]),
  );
  const said = shown.map(({ index, beta }) => {
    const angles = (epoch: number) => Math.max(...anglesAt(index, epoch));
    return `at beta ${beta} from ${angles(0).toFixed(1)}° before to ${angles(summary.training.epochs).toFixed(1)}° after training`;
  });
  return {
    title: 'Figure 2: angles over a training on CIFAR-10',
    claim: ANGLE_CLAIM,
    ours: `scenarios/paper/cifar10.yaml: four convolutions of 8 to 32 channels with max-pools and two dense layers (${sizeOf(summary)}) instead of VGG16, alpha 0, two passes down, angles on ${summary.probes} test images after each epoch instead of on each batch. Layers from the input; one seed has no interval.`,
    result: table([['', ...Array.from({ length: depth }, (_, k) => `W${k}`)], ...rows]),
    verdict: `The largest angle of a layer goes ${said.join(', ')}.`,
  };
}

/** Accuracy over alpha x beta. */
export async function accuracies(size: Size): Promise<Section> {
  const { summary } = await trained('accuracy', size);
  return {
    title: 'Accuracy over alpha and beta',
    claim: ACCURACY_CLAIM,
    ours: `scenarios/paper/accuracy.yaml: an MLP on MNIST (${sizeOf(summary)}), 16 passes. Test accuracy in per cent; the difference is taken seed by seed, with 95 % intervals.`,
    ...againstBackprop(summary, 'Convolutional networks: scenarios/paper/cifar10.yaml.'),
  };
}

/** The same on CIFAR-10 through convolutions and max-pools. */
export async function photographs(size: Size): Promise<Section> {
  const { summary } = await trained('cifar10', size);
  const reference = averageOf(summary.points.map(({ cells: [, own] }) => own.accuracyOfAll?.mean));
  return {
    title: 'Accuracy over alpha and beta on CIFAR-10',
    claim: ACCURACY_CLAIM,
    ours: `scenarios/paper/cifar10.yaml: four convolutions of 8 to 32 channels with max-pools and two dense layers (${sizeOf(summary)}) instead of VGG16, two passes down instead of 16. Test accuracy in per cent; one seed has no interval.`,
    ...againstBackprop(summary, `Backprop's mean ${percent(reference)} %.`),
  };
}

const ANGLE_CLAIM =
  'Updates of DP-transpose at alpha 0 stay close to those of backprop in every layer of VGG16 over training, closer at beta 0.01 than at 1.';
const ACCURACY_CLAIM =
  'DP-transpose reaches the accuracy of backprop for alpha 0, 1/2, 1 and beta 0.01, 0.1, 1 (tables on CIFAR10 and CIFAR100).';

/** Every point's accuracies, and how far they are apart. */
function againstBackprop({ points }: TrainingSummary, more: string): Pick<Section, 'result' | 'verdict'> {
  const rows = points.map(({ label, cells: [rule, reference] }) => [
    label,
    accuracy(rule.accuracyOfAll),
    accuracy(reference.accuracyOfAll),
    rule.difference === null ? '–' : accuracy(rule.difference),
  ]);
  const differences = points.map(({ cells: [rule] }) => rule.difference?.mean ?? Number.NaN);
  const [least, most] = [Math.min(...differences), Math.max(...differences)].map(percent);
  return {
    result: table([['', 'dp-transpose', 'backprop', 'difference'], ...rows]),
    verdict: `Differences from ${least} to ${most} points. ${more}`,
  };
}

/** Beyond the paper: chips. */
export async function devices(size: Size): Promise<Section> {
  const { summary } = await trained('devices', size);
  return {
    title: 'Beyond the paper: which rule learns on which chip',
    claim: NO_CHIPS,
    ours: `scenarios/paper/devices.yaml: ${ofDevices(summary)} learn the digits, 64-32-10, layer-wise, auto-zeroed to 1 mV (${sizeOf(summary)}); test accuracy in per cent, differences chip by chip, 95 % intervals.`,
    ...byDevice(summary),
  };
}

/** The same with the paper's network on MNIST. */
export async function devicesOnMnist(size: Size): Promise<Section> {
  const { summary } = await trained('devices-mnist', size);
  return {
    title: 'Beyond the paper: the same with 784 inputs',
    claim: NO_CHIPS,
    ours: `scenarios/paper/devices-mnist.yaml: ${ofDevices(summary)} learn MNIST, 784-128-128-10, layer-wise (${sizeOf(summary)}), under two residuals of an auto-zero; test accuracy in per cent, differences chip by chip, 95 % intervals.`,
    ...byDevice(summary),
  };
}

function byDevice(summary: TrainingSummary): Pick<Section, 'result' | 'verdict'> {
  const behind = (rule: number) =>
    summary.points.filter(({ cells }) => (cells[rule].difference?.interval[1] ?? 0) < 0).length;
  return {
    result: table([['', ...DEVICE_COLUMNS], ...summary.points.map(deviceRow)]),
    verdict: `Of ${summary.points.length} points DP is behind backprop on ${behind(0)}, DP-transpose on ${behind(1)}, the whole interval of the difference below 0.`,
  };
}

/** The same by noisy events, beside the layer-wise iteration on the same chips. */
export async function devicesByEvents(size: Size): Promise<Section> {
  const { summary } = await trained('devices-events', size);
  const { summary: layerWise } = await trained('devices-events', size, {
    name: 'devices-layer-wise',
    changes: [[/^ {2}inference: events$/m, '  inference: layer-wise']],
  });
  const rows = summary.points.map((point, p) => [
    ...deviceRow(point),
    ...layerWise.points[p].cells.slice(0, 2).map(({ accuracyOfAll }) => accuracy(accuracyOfAll)),
  ]);
  const where = (of: (point: Point, layerWise: Point) => boolean) => {
    const labels = summary.points.filter((point, p) => of(point, layerWise.points[p])).map(({ label }) => label);
    return labels.length === 0 ? 'nowhere' : `at ${labels.join('; ')}`;
  };
  const own = (point: Point, rule: number) => point.cells[rule];
  const said = [
    `DP-transpose is ahead of DP, their intervals apart, ${where((point) => apart(own(point, 1), own(point, 0)))}`,
    `behind it ${where((point) => apart(own(point, 0), own(point, 1)))}`,
    `by events DP is ahead of its own layer-wise iteration ${where((point, other) => apart(own(point, 0), own(other, 0)))}`,
    `and DP-transpose ahead or behind ${where((point, other) => apart(own(point, 1), own(other, 1)) || apart(own(other, 1), own(point, 1)))}`,
  ];
  return {
    title: 'Beyond the paper: the same by noisy events',
    claim: NO_CHIPS,
    ours: `scenarios/paper/devices-events.yaml: ${ofDevices(summary)} learn the digits, 64-32-10, auto-zeroed to 1 mV, by events with their noise, from random weights, every image once; beside it the layer-wise iteration on the same chips, images and weights. Test accuracy in per cent, differences chip by chip, 95 % intervals.`,
    result: table([['', ...DEVICE_COLUMNS, 'dp, layer-wise', 'dp-transpose, layer-wise'], ...rows]),
    verdict: `${said.join(', ')}. One epoch shows who begins to learn, not where learning ends: backprop is slow at first, and the rules with it as beta and offsets get smaller (docs/learning.md).`,
  };
}

const NO_CHIPS = 'None: the paper has no mismatch, rails, offsets or noise.';
const DEVICE_COLUMNS = ['dp', 'dp-transpose', 'backprop', 'dp − backprop', 'dp-transpose − backprop'];

type Point = TrainingSummary['points'][number];

const ofDevices = ({ chips }: TrainingSummary) => `${chips} sampled chips of three devices`;

function deviceRow({ label, cells }: Point): string[] {
  return [
    label,
    ...cells.map(({ accuracyOfAll }) => accuracy(accuracyOfAll)),
    ...cells.slice(0, 2).map(({ difference }) => (difference === null ? '–' : accuracy(difference))),
  ];
}

/** Whether the whole interval of one lies above that of the other. */
function apart(above: Point['cells'][number], below: Point['cells'][number]): boolean {
  const [high, low] = [above.accuracyOfAll, below.accuracyOfAll];
  return high !== null && low !== null && high.interval[0] > low.interval[1];
}
