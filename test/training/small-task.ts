import type { Chip } from '../../src/chip/chip.ts';
import type { Training } from '../../src/config/scenario.ts';
import { RULE_DEFINITIONS, type ShippedRule } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import type { TrainingTask } from '../../src/training/chip-training.ts';
import type { Samples } from '../../src/training/evaluate.ts';
import { DEFAULT_TRAINING } from '../default-training.ts';
import { mixedCircuit, type Wish } from '../learning/mixed-circuit.ts';

export const TRAINING: Training = { ...DEFAULT_TRAINING, epochs: 3, batch: 4, passes: 200, learningRate: 0.05 };

/** Inputs of four numbers in three classes that are there to be learnt: the place of the largest of the first three. */
export function samples(address: string, count: number): Samples {
  const random = stream('samples', address);
  const input = Float64Array.from({ length: 4 * count }, random);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const own = [...input.subarray(4 * i, 4 * i + 3)];
    return own.indexOf(Math.max(...own));
  });
  const target = new Float64Array(3 * count);
  labels.forEach((label, i) => {
    target[3 * i + label] = 1;
  });
  return { count, input, target, labels };
}

/** A training of a chip on which everything varies; null for the exact gradient. */
export function taskOf(
  rule: ShippedRule | null,
  wish: Partial<Wish> = {},
  training: Partial<Training> = {},
  beta = 0.05,
): TrainingTask {
  const { circuit } = mixedCircuit('dp', {
    seed: 'training',
    activation: 'tanh',
    loss: 'squared-error',
    layers: [4, 6, 5, 3],
    ...wish,
  });
  const chip: Chip = {
    ...circuit.chip,
    encoder: { ...circuit.chip.encoder, activityThreshold: 2e-3, differenceThreshold: 2e-3 },
  };
  return {
    chip,
    rule: rule === null ? null : RULE_DEFINITIONS[rule],
    training: { ...TRAINING, ...training },
    beta,
    track: null,
    loss: 'squared-error',
    nudge: 'live',
    limits: { horizon: 5e-3, maxEvents: null },
    train: samples('train', 12),
    test: samples('test', 8),
    probes: 2,
    streams: (...address) => stream('training', ...address),
  };
}
