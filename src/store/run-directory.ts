import { rm, stat } from 'node:fs/promises';
import { doneBlocks, dropUnfinished } from './blocks.ts';
import { isPresent, namesIn } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { manifestDifferences, readManifest, writeManifest } from './manifest-file.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { runPaths } from './run-paths.ts';

/** What to do where the directory already holds a run. */
export type IfPresent = 'refuse' | 'resume' | 'overwrite';

/** Creates the run directory, or opens it to be continued; changes nothing where it refuses. */
export async function openRun(run: string, manifest: Manifest, ifPresent: IfPresent): Promise<void> {
  await checkRun(run, ifPresent);
  const present = await isPresent(runPaths.manifest(run));
  if (present && ifPresent === 'resume') {
    const changed = manifestDifferences(await readManifest(runPaths.manifest(run)), manifest);
    if (changed.length === 0) return;
    throw new RunDirectoryError(`${run} cannot be resumed: what it was started with differs`, changed);
  }
  if (present) await clearRun(run);
  await writeManifest(runPaths.manifest(run), manifest);
}

/** Throws where a run may not start in this place, before anything expensive is computed for it. */
export async function checkRun(run: string, ifPresent: IfPresent): Promise<void> {
  if (!(await isPresent(run))) return;
  if (!(await stat(run)).isDirectory()) throw new RunDirectoryError(`${run} is a file, not a folder for a run`);
  if (await isPresent(runPaths.manifest(run))) {
    if (ifPresent !== 'refuse') return;
    throw new RunDirectoryError(`${run} already holds a run: continue it with --resume or replace it with --overwrite`);
  }
  // A folder with files that are no run is most likely a slip of the path.
  if ((await namesIn(run)).length > 0) {
    throw new RunDirectoryError(`${run} holds other files and no run (there is no manifest.json in it)`);
  }
}

/** Removes the rows and the report of a run, and nothing else that may lie beside them. */
async function clearRun(run: string): Promise<void> {
  for (const block of await doneBlocks(run)) await rm(runPaths.block(run, block));
  await dropUnfinished(run);
  for (const path of [runPaths.summary(run), runPaths.html(run), runPaths.markdown(run)])
    await rm(path, { force: true });
  for (const name of await namesIn(runPaths.plots(run))) {
    if (name.endsWith('.svg')) await rm(runPaths.plot(run, name));
  }
}
