import { z } from 'zod';
import type { Scenario, SweepPoint } from '../config/scenario.ts';
import type { Manifest } from './manifest.ts';

/** Raised whenever trainings, or answers, of before cannot be gone on with. */
export const TRAINING_FORMAT = 'dyadsim/training@1';
export const INQUIRY_FORMAT = 'dyadsim/inquiry@1';

/** manifest.json of a folder of trainings or of answers: all that is needed to repeat them. */
export interface StudyManifest extends Pick<Manifest, 'command' | 'scenarioFile' | 'versions' | 'seed' | 'network'> {
  readonly format: typeof TRAINING_FORMAT | typeof INQUIRY_FORMAT;
  /** The resolved scenario, device included. */
  readonly scenario: Scenario;
  readonly points: readonly ManifestPoint[];
}

export interface ManifestPoint extends Omit<SweepPoint, 'scenario'> {
  /** Nominal. */
  readonly alpha: number;
  readonly beta: number;
}

const text = z.string();
const real = z.custom((value) => typeof value === 'number', 'expected a number');

/** What is expected of it by those who read it; the checksum vouches for the rest. */
export function studyManifestSchema(format: StudyManifest['format']) {
  return z.looseObject({
    format: z.literal(format),
    command: text,
    scenarioFile: text,
    versions: z.looseObject({ dyadsim: text, node: text }),
    seed: text,
    scenario: z.looseObject({ name: text, kind: text, rules: z.array(text).min(1), chips: z.int().positive() }),
    points: z.array(z.looseObject({ index: z.int().nonnegative(), alpha: real, beta: real })).min(1),
  });
}
