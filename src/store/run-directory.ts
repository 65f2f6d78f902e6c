import { rm } from 'node:fs/promises';
import { makeFolder, makeOneFolder } from '../files/make-folder.ts';
import { isOfShard, type Shard } from '../montecarlo/plan.ts';
import { dropUnfinished, inspectBlocks } from './blocks.ts';
import { atWork, type Claim, claimToWork, clearAndClaim } from './claim.ts';
import { namesIn } from './folder.ts';
import { FORMAT, type Manifest } from './manifest.ts';
import { createManifest, manifestDifferences, writeManifest } from './manifest-file.ts';
import { withParts } from './parts.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { runPaths } from './run-paths.ts';
import { type RunState, runState } from './run-state.ts';
import { withStop } from './stopped-file.ts';

/** What to do where the directory already holds a run. */
export type IfPresent = 'refuse' | 'resume' | 'overwrite';

/** A run directory that this process works in; to be released. */
export interface OpenRun extends Claim {
  /** The manifest that it was opened with, and where it was ended. */
  readonly manifest: Manifest;
  /** Numbers of the blocks that are done. */
  readonly done: readonly number[];
  /** What was found damaged and will be made again, as lines for the user. */
  readonly damaged: readonly string[];
  /** Throws where the manifest is not the one that the run was opened with. */
  checkManifest(): Promise<void>;
}

/** Throws where a run may not start in this place, before anything expensive is computed for it. */
export async function checkRun(run: string, ifPresent: IfPresent): Promise<void> {
  await refuseUnasked(run, await runState(run), ifPresent);
}

/** Creates the run directory, or opens it to be continued by a shard; changes nothing where it refuses. */
export async function openRun(
  run: string,
  manifest: Manifest,
  ifPresent: IfPresent,
  shard: Shard = { index: 1, of: 1 },
): Promise<OpenRun> {
  const found = await runState(run);
  await refuseUnasked(run, found, ifPresent);
  if (found.kind === 'absent') makeFolder(run);
  const replaces = ifPresent === 'overwrite' && found.kind !== 'absent' && found.kind !== 'empty';
  const claim = replaces ? await clearAndClaim(run, () => replace(run, manifest)) : await claimToWork(run);
  try {
    const damaged = replaces ? [] : await startOrContinue(run, manifest, ifPresent);
    makeOneFolder(runPaths.trials(run));
    await dropUnfinished(run);
    const own = await withStop(run, manifest);
    const blocks = await inspectBlocks(run, own, (block) => isOfShard(block, shard));
    return {
      ...claim,
      manifest: own,
      done: blocks.done,
      damaged: [...damaged, ...blocks.damaged],
      checkManifest: async () => {
        await claim.check();
        const now = await runState(run);
        if (now.kind === 'run' && manifestDifferences(now.manifest, manifest).length === 0) return;
        throw new Error(`${runPaths.manifest(run)} was removed or changed while the run was worked on`);
      },
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function refuseUnasked(run: string, found: RunState, ifPresent: IfPresent): Promise<void> {
  const { kind } = found;
  if (kind === 'older' && ifPresent === 'resume') throw olderRun(run, found);
  if (ifPresent !== 'refuse' || kind === 'absent' || kind === 'empty') return;
  const worker = await atWork(run);
  const held = worker === null ? '' : `, which ${worker} is working on`;
  throw new RunDirectoryError(
    `${run} already holds a run${held}: continue it with --resume or replace it with --overwrite`,
  );
}

function olderRun(run: string, { format }: Extract<RunState, { kind: 'older' }>): RunDirectoryError {
  return new RunDirectoryError(
    `${run} is a run in the format ${format}, and this dyadsim has ${FORMAT}: go on with it, or report it, with the version ` +
      'that its manifest.json names, or replace it with --overwrite',
  );
}

/** Of several processes that begin at the same moment one creates the manifest; the others find it. */
async function startOrContinue(run: string, manifest: Manifest, ifPresent: IfPresent): Promise<readonly string[]> {
  const path = runPaths.manifest(run);
  const found = await runState(run);
  switch (found.kind) {
    case 'absent':
      throw new RunDirectoryError(`${run} was removed at this moment`);
    case 'empty':
      if (await createManifest(path, manifest)) return [];
      return startOrContinue(run, manifest, ifPresent);
    case 'run': {
      await refuseUnasked(run, found, ifPresent);
      const changed = manifestDifferences(found.manifest, manifest);
      if (changed.length === 0) return [];
      throw new RunDirectoryError(`${run} cannot be resumed: what it was started with differs`, changed);
    }
    case 'older':
      throw olderRun(run, found);
    case 'damaged':
      await refuseUnasked(run, found, ifPresent);
      // Blocks tell which run they are of, so with them the manifest can be made good, or is refused.
      await inspectBlocks(run, manifest);
      await writeManifest(path, manifest);
      return found.problems;
  }
}

/** Opens a run to make its report of what is there. */
export async function openToReport(run: string): Promise<Claim & { readonly manifest: Manifest }> {
  const found = await runState(run);
  if (found.kind === 'damaged')
    throw new RunDirectoryError(`${run} cannot be read; the sweep with --resume mends it`, found.problems);
  if (found.kind === 'older') throw olderRun(run, found);
  if (found.kind !== 'run') throw new RunDirectoryError(`${run} is no run directory: there is no manifest.json in it`);
  return { ...(await claimToWork(run)), manifest: await withStop(run, found.manifest) };
}

/** Removes the rows and the report of a run, and nothing else that may lie beside them, and begins another. */
async function replace(run: string, manifest: Manifest): Promise<void> {
  await withParts(run, async ({ needed, superfluous }) => {
    for (const part of [...needed, ...superfluous]) await rm(runPaths.part(run, part), { force: true });
  });
  for (const path of [runPaths.stopped(run), runPaths.summary(run), runPaths.html(run), runPaths.markdown(run)])
    await rm(path, { force: true });
  for (const name of await namesIn(runPaths.plots(run))) {
    if (/\.(?:svg|vl\.json)$/.test(name)) await rm(runPaths.plot(run, name), { force: true });
  }
  await writeManifest(runPaths.manifest(run), manifest);
}
