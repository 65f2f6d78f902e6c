import type { Curve, TrainingCell, TrainingSummary } from '../../../src/report/training/summary.ts';
import { DEFAULT_TRAINING } from '../../default-training.ts';

const mean = { n: 2, mean: 0.5, interval: [0.4, 0.6] as const };
const band = { median: 0.5, low: 0.4, high: 0.6 };

/** Made-up trainings with everything that a page of them can say, whose every text is this. */
export function madeTraining(text: string): TrainingSummary {
  const curves = [0, 1].map(
    (epoch): Curve => ({
      ...{ epoch, chips: 2, accuracy: band, loss: band, angleDeg: band, angleByLayer: [20, 5], gainMargin: band },
      ...{ certifiedBeta: band, unsettled: 0.1 },
    }),
  );
  const cell: TrainingCell = {
    ...{ rule: text, chips: 3, accuracy: mean, accuracyOfAll: mean, difference: mean, unsettled: mean, curves },
    ...{ lost: 0, time: mean, energy: mean, move: mean, moveCosine: mean },
    failed: [{ chip: 2, epoch: 1, error: text }],
    gainMargin: { q05: 1, q25: 2, median: 3, q75: 4, q95: 5 } as TrainingCell['gainMargin'],
    tasks: [{ classes: [0, 1], learned: mean, kept: mean }],
  };
  const none = { ...cell, rule: `${text} 2`, accuracy: null, difference: null, failed: [] };
  return {
    format: 'dyadsim/training-summary@1',
    ...{ name: text, description: text, command: text, seed: text, device: text, loss: text, nudge: text },
    versions: { dyadsim: text, node: text },
    ...{ layers: [2, 3, 2], chips: 3, probes: 2, rules: [cell.rule, none.rule] },
    training: { ...DEFAULT_TRAINING, tasks: [[0, 1]] },
    trainings: { expected: 6, over: 5 },
    points: [{ index: 0, label: text, alpha: 0, beta: 0.1, cells: [cell, none] }],
  };
}
