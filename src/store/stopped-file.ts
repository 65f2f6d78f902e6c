import { z } from 'zod';
import { InputError } from '../config/input-error.ts';
import { atomicWrite } from './atomic-write.ts';
import { toExactJson } from './exact-json.ts';
import { isPresent } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { runFingerprint } from './manifest-file.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { runPaths } from './run-paths.ts';
import { readSealedJson, sealedJson } from './sealed-json.ts';

const FORMAT = 'dyadsim/stopped@1';
const schema = z.looseObject({ format: z.literal(FORMAT), run: z.string(), chips: z.int().positive() });

/** Writes down after how many chips enough was known. */
export async function writeStopped(run: string, manifest: Manifest, chips: number): Promise<void> {
  const text = toExactJson({ format: FORMAT, run: runFingerprint(manifest), chips });
  await atomicWrite(runPaths.stopped(run), sealedJson(text));
}

/** The same manifest with the chips after which its run was ended, if it was. A damaged file counts as none: rows tell it again. */
export async function withStop(run: string, manifest: Manifest): Promise<Manifest> {
  const path = runPaths.stopped(run);
  if (!(await isPresent(path))) return manifest;
  try {
    const stopped = (await readSealedJson(path, schema)) as z.output<typeof schema>;
    if (stopped.run === runFingerprint(manifest)) return { ...manifest, stoppedAt: stopped.chips };
  } catch (error) {
    if (error instanceof InputError) return manifest;
    throw error;
  }
  throw new RunDirectoryError(`${path} is of another run; remove or move it`);
}
