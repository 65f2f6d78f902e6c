import { z } from 'zod';
import type { Scenario, SweepPoint } from '../config/scenario.ts';
import type { Manifest } from './manifest.ts';

/** Raised whenever a training of before cannot be gone on with. */
export const TRAINING_FORMAT = 'dyadsim/training@1';

/** manifest.json of the folder of trainings: all that is needed to repeat them. */
export interface TrainingManifest extends Pick<Manifest, 'command' | 'scenarioFile' | 'versions' | 'seed' | 'network'> {
  readonly format: typeof TRAINING_FORMAT;
  /** The resolved scenario, device included. */
  readonly scenario: Scenario;
  readonly points: readonly TrainingPoint[];
}

export interface TrainingPoint extends Omit<SweepPoint, 'scenario'> {
  /** Nominal. */
  readonly alpha: number;
  readonly beta: number;
}

const text = z.string();
const real = z.custom((value) => typeof value === 'number', 'expected a number');

/** What is expected of it by those who read it; the checksum vouches for the rest. */
export const trainingManifestSchema = z.looseObject({
  format: z.literal(TRAINING_FORMAT),
  command: text,
  scenarioFile: text,
  versions: z.looseObject({ dyadsim: text, node: text }),
  seed: text,
  scenario: z.looseObject({ name: text, rules: z.array(text).min(1), chips: z.int().positive() }),
  points: z.array(z.looseObject({ index: z.int().nonnegative(), alpha: real, beta: real })).min(1),
});
