import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatProblem, InputError } from '../config/input-error.ts';
import { makeFolder, makeOneFolder } from '../files/make-folder.ts';
import { isLeftBehind } from '../files/owner.ts';
import { isUnfinished } from '../files/unfinished.ts';
import type { TrainingProgress } from '../montecarlo/train-chip.ts';
import type { TrainingAddress } from '../montecarlo/training-study.ts';
import { atomicWrite } from './atomic-write.ts';
import { type Claim, clearAndClaim, isClaim } from './claim.ts';
import { toExactJson } from './exact-json.ts';
import { isPresent, namesIn } from './folder.ts';
import { manifestDifferences, runFingerprint } from './manifest-file.ts';
import type { IfPresent } from './run-directory.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { readSealedJson, sealedJson } from './sealed-json.ts';
import { type TrainingManifest, trainingManifestSchema } from './training-manifest.ts';

/** Files of a folder of trainings. */
export const trainingPaths = {
  manifest: (folder: string) => join(folder, 'manifest.json'),
  trainings: (folder: string) => join(folder, 'trainings'),
  training: (folder: string, at: TrainingAddress) => join(folder, 'trainings', trainingName(at)),
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

const progressSchema = z.looseObject({
  format: z.literal('dyadsim/trained@1'),
  run: z.string(),
  progress: z.looseObject({ rows: z.array(z.looseObject({ epoch: z.number() })) }),
});

/** A folder of trainings that this process alone works in; to be released. */
export interface OpenTrainings extends Claim {
  /** How far trainings have come, by the name of their file. */
  readonly found: readonly TrainingProgress[];
  /** What was found damaged and is begun anew, as lines for the user. */
  readonly damaged: readonly string[];
  /** Puts how far a training has come in the place of what was there. */
  store(progress: TrainingProgress): Promise<void>;
}

/** Creates the folder, or opens it to go on; changes nothing where it refuses. One process at a time. */
export async function openTrainings(
  folder: string,
  manifest: TrainingManifest,
  ifPresent: IfPresent,
  addresses: readonly TrainingAddress[],
): Promise<OpenTrainings> {
  await refuseUnasked(folder, manifest, ifPresent);
  makeFolder(folder);
  const claim = await clearAndClaim(folder, async () => {
    for (const name of await readdir(folder)) {
      if (isUnfinished(name) && isLeftBehind(name)) await rm(join(folder, name), { force: true });
    }
    if (ifPresent === 'overwrite') await removeAll(folder);
    if (!(await isPresent(trainingPaths.manifest(folder)))) {
      await atomicWrite(trainingPaths.manifest(folder), sealedJson(toExactJson(manifest)));
    }
    makeOneFolder(trainingPaths.trainings(folder));
  });
  try {
    const run = runFingerprint(manifest);
    return {
      ...claim,
      ...(await readAll(folder, run, addresses)),
      store: async (progress) => {
        await claim.check();
        const text = toExactJson({ format: 'dyadsim/trained@1', run, progress });
        await atomicWrite(trainingPaths.training(folder, progress), sealedJson(text));
      },
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** The manifest of a folder of trainings. */
export async function readTrainingManifest(folder: string): Promise<TrainingManifest> {
  return (await readSealedJson(trainingPaths.manifest(folder), trainingManifestSchema)) as TrainingManifest;
}

/** What trainings of these addresses are there, and which files are damaged; those of another run are refused. */
export async function readAll(folder: string, run: string, addresses: readonly TrainingAddress[]) {
  const found: TrainingProgress[] = [];
  const damaged: string[] = [];
  for (const address of addresses) {
    const path = trainingPaths.training(folder, address);
    if (!(await isPresent(path))) continue;
    try {
      const { run: own, progress } = (await readSealedJson(path, progressSchema)) as {
        run: string;
        progress: TrainingProgress;
      };
      if (own !== run) throw new RunDirectoryError(`${path} is of another run; remove or move it`);
      found.push(progress);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      damaged.push(...error.problems.map(formatProblem));
    }
  }
  return { found, damaged };
}

/** Throws where trainings may not begin or go on in this place. */
async function refuseUnasked(folder: string, manifest: TrainingManifest, ifPresent: IfPresent): Promise<void> {
  if (folder === '') throw new RunDirectoryError('the name of the run directory is empty');
  if (!(await isPresent(folder))) return;
  if (!(await stat(folder)).isDirectory())
    throw new RunDirectoryError(`${folder} is a file, not a folder for trainings`);
  const names = (await namesIn(folder)).filter((name) => !isClaim(name) && !isUnfinished(name));
  if (names.length === 0) return;
  const before = await manifestIn(folder);
  if (ifPresent === 'refuse') {
    throw new RunDirectoryError(
      `${folder} already holds trainings: go on with --resume or replace them with --overwrite`,
    );
  }
  if (ifPresent === 'overwrite') return;
  const differences = manifestDifferences(before, manifest);
  if (differences.length === 0) return;
  throw new RunDirectoryError(`${folder} holds trainings of something else; --overwrite replaces them`, differences);
}

async function manifestIn(folder: string): Promise<TrainingManifest> {
  try {
    return await readTrainingManifest(folder);
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw error;
    const problems = error instanceof InputError ? error.problems.map(formatProblem) : ['there is no manifest.json'];
    throw new RunDirectoryError(`${folder} holds other files and no trainings`, problems);
  }
}

/** Removes what trainings made, and nothing else that may lie beside it. */
async function removeAll(folder: string): Promise<void> {
  const { manifest, trainings, weights, epochs, summary, html, markdown } = trainingPaths;
  for (const name of await namesIn(trainings(folder))) {
    if (/^point-\d+-chip-\d{5,}-[a-z0-9-]+\.json$/.test(name)) await rm(join(trainings(folder), name), { force: true });
  }
  for (const name of await namesIn(weights(folder))) {
    if (/^point-\d+-chip-\d{5,}-[a-z0-9-]+\.safetensors$/.test(name))
      await rm(join(weights(folder), name), { force: true });
  }
  for (const path of [manifest, epochs, summary, html, markdown]) await rm(path(folder), { force: true });
}
