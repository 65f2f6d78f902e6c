import { expect, test } from 'vitest';
import type { Chip } from '../../src/chip/chip.ts';
import type { Limits } from '../../src/engine/run.ts';
import { RULE_DEFINITIONS } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { ChipTraining } from '../../src/training/chip-training.ts';
import { DEFAULT_TRAINING } from '../default-training.ts';
import { idealChip } from '../engine/ideal-chip.ts';
import { varianceOfMean } from './thermal-mean.ts';

const TAU = 1e-5;
const THERMAL = { rms: 0.01, correlationTime: TAU / 10 };
const BETA = 0.05;
const RATE = 0.8;
const TARGET = 0.3;
const OUTPUTS = 50;
const [SETTLED, EPOCHS] = [6, 20];

/** Linear outputs without input: nothing but their biases learns, each for itself, with a loss of curvature 1. */
const chip: Chip = {
  ...idealChip({ layers: [1, OUTPUTS], weights: [new Array(OUTPUTS).fill(0)] }),
  noise: { thermal: THERMAL, flicker: null, read: null },
};

/** Presentations that are all alike but for their noise. */
function samples(count: number) {
  return {
    count,
    input: new Float64Array(count),
    target: new Float64Array(count * OUTPUTS).fill(TARGET),
    labels: new Uint8Array(count),
  };
}

/** Mean square of what the biases are off, from when they have forgotten where they began, an epoch being one update. */
function scatter(batch: number, window: number): number {
  const limits: Limits = { horizon: 500 * TAU, maxEvents: null, observe: { wait: 10 * TAU, window } };
  const training = new ChipTraining({
    chip,
    rule: RULE_DEFINITIONS.dp,
    training: { ...DEFAULT_TRAINING, inference: 'events', margins: 'never', epochs: EPOCHS, batch, learningRate: RATE },
    beta: BETA,
    track: null,
    loss: 'squared-error',
    nudge: 'live',
    limits,
    train: samples(batch),
    test: samples(1),
    probes: 1,
    streams: (...address) => stream(`noise of learning, ${batch}, ${window}`, ...address),
  });
  let sum = 0;
  for (let epoch = 1; epoch <= EPOCHS; epoch++) {
    training.epoch();
    if (epoch > SETTLED) for (const bias of training.weights()[0].bias) sum += (bias - TARGET) ** 2;
  }
  return sum / OUTPUTS / (EPOCHS - SETTLED);
}

// b' = b + rate (target - b + noise/(beta sqrt(batch))): a linear recursion, whose stationary variance is known. So the noise that
// a chip bears at a given loss grows with the root of the batch, and of the window (Peters and Talatchian 2025, arXiv 2503.22810).
test.each([
  { batch: 1, window: 10 * TAU },
  { batch: 4, window: 10 * TAU },
  { batch: 1, window: 40 * TAU },
])(
  'noise scatters what is learned by rate/(2 - rate) its variance over beta^2 times the batch: %o',
  ({ batch, window }) => {
    const theory = ((RATE / (2 - RATE)) * varianceOfMean(THERMAL, TAU, window)) / (BETA ** 2 * batch);
    // Updates are correlated by (1 - rate)^n; a variance from so many independent ones has this standard error.
    const independent = (OUTPUTS * (EPOCHS - SETTLED) * (1 - (1 - RATE) ** 2)) / (1 + (1 - RATE) ** 2);
    expect(Math.abs(scatter(batch, window) / theory - 1)).toBeLessThan(4.5 * Math.sqrt(2 / independent));
  },
);
