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
  const rows = summary.points.map(({ label, cells }) => [
    label,
    ...cells.map(({ accuracyOfAll }) => accuracy(accuracyOfAll)),
    ...cells.slice(0, 2).map(({ difference }) => (difference === null ? '–' : accuracy(difference))),
  ]);
  return {
    title: 'Beyond the paper: which rule learns on which chip',
    claim: 'None: the paper has no mismatch, rails or offsets.',
    ours: `scenarios/paper/devices.yaml: ${summary.chips} sampled chips of three devices learn the digits, 64-32-10, layer-wise, auto-zeroed to 1 mV; test accuracy in per cent, differences chip by chip, 95 % intervals.`,
    result: table([['', ...summary.rules, 'dp − backprop', 'dp-transpose − backprop'], ...rows]),
    verdict: 'Where an interval of a difference leaves 0 out, the rule loses to backprop on that device.',
  };
}
