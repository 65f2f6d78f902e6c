import { join } from 'node:path';
import { z } from 'zod';
import type { TrainingProgress } from '../montecarlo/train-chip.ts';
import type { TrainingAddress } from '../montecarlo/training-study.ts';
import type { Claim } from './claim.ts';
import { type Kept, openResults, type ResultsLayout, readResult } from './results-folder.ts';
import type { IfPresent } from './run-directory.ts';
import { type StudyManifest, TRAINING_FORMAT } from './study-manifest.ts';

/** A folder of trainings: how far each has come. */
export const TRAININGS: ResultsLayout = {
  manifest: TRAINING_FORMAT,
  plural: 'trainings',
  format: 'dyadsim/trained@1',
  field: 'progress',
  result: z.looseObject({ rows: z.array(z.looseObject({ epoch: z.number() })) }),
  made: {
    '': /^(epochs\.parquet|summary\.json|report\.(html|md))$/,
    trainings: /^point-\d+-chip-\d{5,}-[a-z0-9-]+\.json$/,
    plots: /^[a-z]+-\d+\.(?:svg|vl\.json)$/,
    weights: /^point-\d+-chip-\d{5,}-[a-z0-9-]+\.safetensors$/,
  },
};

/** Files of a folder of trainings. */
export const trainingPaths = {
  weights: (folder: string) => join(folder, 'weights'),
  weightsOf: (folder: string, at: TrainingAddress) =>
    join(folder, 'weights', trainingName(at).replace('.json', '.safetensors')),
  epochs: (folder: string) => join(folder, 'epochs.parquet'),
  summary: (folder: string) => join(folder, 'summary.json'),
  html: (folder: string) => join(folder, 'report.html'),
  markdown: (folder: string) => join(folder, 'report.md'),
};

/** `point-0-chip-00003-dp.json`. */
function trainingName({ point, chip, rule }: TrainingAddress): string {
  return `point-${point}-chip-${String(chip).padStart(5, '0')}-${rule}.json`;
}

/** A folder of trainings that this process alone works in; to be released. */
export interface OpenTrainings extends Claim, FoundTrainings {
  /** As it was when they were begun. */
  readonly manifest: StudyManifest;
  /** Puts how far a training has come in the place of what was there. */
  store(progress: TrainingProgress): Promise<void>;
}

export interface FoundTrainings {
  /** How far trainings have come, in order. */
  readonly found: readonly TrainingProgress[];
  /** What was found damaged and is begun anew, as lines for the user. */
  readonly damaged: readonly string[];
}

/** Creates the folder, or opens it to go on; changes nothing where it refuses. One process at a time. */
export async function openTrainings(
  folder: string,
  manifest: StudyManifest,
  ifPresent: IfPresent,
  addresses: readonly TrainingAddress[],
): Promise<OpenTrainings> {
  const opened = await openResults<TrainingProgress>(folder, TRAININGS, manifest, ifPresent);
  try {
    return {
      ...opened,
      ...(await collect(addresses, opened.read)),
      store: (progress) => opened.store(trainingName(progress), progress),
    };
  } catch (error) {
    await opened.release();
    throw error;
  }
}

/** What trainings of these addresses are there, and which files are damaged; those of another run are refused. */
export async function readTrainings(
  folder: string,
  run: string,
  addresses: readonly TrainingAddress[],
): Promise<FoundTrainings> {
  return collect(addresses, (name) => readResult(folder, TRAININGS, run, name));
}

async function collect(
  addresses: readonly TrainingAddress[],
  read: (name: string) => Promise<Kept<TrainingProgress>>,
): Promise<FoundTrainings> {
  const found: TrainingProgress[] = [];
  const damaged: string[] = [];
  for (const address of addresses) {
    const kept = await read(trainingName(address));
    if (kept.kind === 'kept') found.push(kept.result);
    if (kept.kind === 'damaged') damaged.push(...kept.reasons);
  }
  return { found, damaged };
}
