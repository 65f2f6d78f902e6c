import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { formatProblem, InputError } from '../config/input-error.ts';
import { makeFolder, makeOneFolder } from '../files/make-folder.ts';
import { isLeftBehind } from '../files/owner.ts';
import { isUnfinished } from '../files/unfinished.ts';
import { atomicWrite } from './atomic-write.ts';
import { type Claim, clearAndClaim, isClaim } from './claim.ts';
import { toExactJson } from './exact-json.ts';
import { isPresent, namesIn } from './folder.ts';
import { manifestDifferences, runFingerprint } from './manifest-file.ts';
import type { IfPresent } from './run-directory.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { readSealedJson, sealedJson } from './sealed-json.ts';
import { type StudyManifest, studyManifestSchema } from './study-manifest.ts';

/** How a folder is laid out that holds a manifest and results, each in a sealed file of its own. */
export interface ResultsLayout {
  readonly manifest: StudyManifest['format'];
  /** What the results are called, which is also the name of their folder. */
  readonly plural: string;
  /** Format of a result's file, and the field in which it is. */
  readonly format: string;
  readonly field: string;
  /** What is expected of a result by those who read it. */
  readonly result: z.ZodType;
  /** All that the command makes besides the manifest, by folder ('' is the folder itself): removed before others are made. */
  readonly made: Readonly<Record<string, RegExp>>;
}

/** What is in the file of a result: none, it cannot be used and why not, or the result. */
export type Kept<R> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly reasons: readonly string[] }
  | { readonly kind: 'kept'; readonly result: R };

/** A folder of results that this process alone works in; to be released. */
export interface OpenResults<R> extends Claim {
  /** As it was when the first of them was made. */
  readonly manifest: StudyManifest;
  read(name: string): Promise<Kept<R>>;
  /** Puts a result in the place of what was there under its name. */
  store(name: string, result: R): Promise<void>;
}

export const manifestPath = (folder: string) => join(folder, 'manifest.json');

/** Creates the folder, or opens it to go on; changes nothing where it refuses. One process at a time. */
export async function openResults<R>(
  folder: string,
  layout: ResultsLayout,
  manifest: StudyManifest,
  ifPresent: IfPresent,
): Promise<OpenResults<R>> {
  await refuseUnasked(folder, layout, manifest, ifPresent);
  makeFolder(folder);
  let first = manifest;
  const claim = await clearAndClaim(folder, async () => {
    for (const inside of ['', layout.plural]) {
      for (const name of await namesIn(join(folder, inside))) {
        if (isUnfinished(name) && isLeftBehind(name)) await rm(join(folder, inside, name), { force: true });
      }
    }
    if (ifPresent === 'overwrite') await removeAll(folder, layout);
    if (await isPresent(manifestPath(folder))) first = await readStudyManifest(folder, layout);
    else await atomicWrite(manifestPath(folder), sealedJson(toExactJson(manifest)));
    makeOneFolder(join(folder, layout.plural));
  });
  const run = runFingerprint(manifest);
  return {
    ...claim,
    manifest: first,
    read: (name) => readResult(folder, layout, run, name),
    store: async (name, result) => {
      await claim.check();
      const text = toExactJson({ format: layout.format, run, [layout.field]: result });
      await atomicWrite(join(folder, layout.plural, name), sealedJson(text));
    },
  };
}

/** The manifest of such a folder. */
export async function readStudyManifest(folder: string, { manifest }: ResultsLayout): Promise<StudyManifest> {
  return (await readSealedJson(manifestPath(folder), studyManifestSchema(manifest))) as StudyManifest;
}

/** The manifest of such a folder; null: the folder holds something else, or nothing that can be read. */
export async function foundManifest(folder: string, layout: ResultsLayout): Promise<StudyManifest | null> {
  if (!(await isPresent(manifestPath(folder)))) return null;
  try {
    return await readStudyManifest(folder, layout);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** A result of the run of this fingerprint; that of another run is refused. */
export async function readResult<R>(
  folder: string,
  { plural, format, field, result }: ResultsLayout,
  run: string,
  name: string,
): Promise<Kept<R>> {
  const path = join(folder, plural, name);
  if (!(await isPresent(path))) return { kind: 'absent' };
  const schema = z.looseObject({ format: z.literal(format), run: z.string(), [field]: result });
  try {
    const content = (await readSealedJson(path, schema)) as Record<string, unknown>;
    if (content.run !== run) throw new RunDirectoryError(`${path} is of another run; remove or move it`);
    return { kind: 'kept', result: content[field] as R };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { kind: 'damaged', reasons: error.problems.map(formatProblem) };
  }
}

/** Throws where results may not begin or go on in this place. */
async function refuseUnasked(
  folder: string,
  layout: ResultsLayout,
  manifest: StudyManifest,
  ifPresent: IfPresent,
): Promise<void> {
  const { plural } = layout;
  if (folder === '') throw new RunDirectoryError('the name of the run directory is empty');
  if (!(await isPresent(folder))) return;
  if (!(await stat(folder)).isDirectory()) {
    throw new RunDirectoryError(`${folder} is a file, not a folder for ${plural}`);
  }
  const names = (await namesIn(folder)).filter((name) => !isClaim(name) && !isUnfinished(name));
  if (names.length === 0) return;
  const before = await manifestIn(folder, layout);
  if (ifPresent === 'refuse') {
    throw new RunDirectoryError(
      `${folder} already holds ${plural}: go on with --resume or replace them with --overwrite`,
    );
  }
  if (ifPresent === 'overwrite') return;
  const differences = manifestDifferences(before, manifest);
  if (differences.length === 0) return;
  throw new RunDirectoryError(`${folder} holds ${plural} of something else; --overwrite replaces them`, differences);
}

async function manifestIn(folder: string, layout: ResultsLayout): Promise<StudyManifest> {
  try {
    return await readStudyManifest(folder, layout);
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw error;
    const problems = error instanceof InputError ? error.problems.map(formatProblem) : ['there is no manifest.json'];
    throw new RunDirectoryError(`${folder} holds other files and no ${layout.plural}`, problems);
  }
}

/** Removes what the command made, and nothing else that may lie beside it. */
async function removeAll(folder: string, { made }: ResultsLayout): Promise<void> {
  for (const [inside, pattern] of Object.entries(made)) {
    for (const name of await namesIn(join(folder, inside))) {
      if (pattern.test(name)) await rm(join(folder, inside, name), { force: true });
    }
  }
  await rm(manifestPath(folder), { force: true });
}
