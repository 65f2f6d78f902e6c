import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeftBehind } from '../files/owner.ts';
import { planBlocks } from '../montecarlo/plan.ts';
import type { TrialRow } from '../montecarlo/row.ts';
import type { RowColumns } from '../montecarlo/row-columns.ts';
import { type BlockLabel, checkBlock, DamagedBlock, ForeignBlock, readBlock, writeBlock } from './block-file.ts';
import { namesIn } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { runFingerprint } from './manifest-file.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { blockName, runPaths } from './run-paths.ts';

/** What is to be known of the block files of a run. */
export interface BlockStates {
  /** Numbers of the blocks that are done, ascending: a block file that is there and whole is a block that is done. */
  readonly done: readonly number[];
  /** Why the other files are damaged, one line each; their blocks are to be computed again. */
  readonly damaged: readonly string[];
}

/** Numbers of the block files that are there, ascending, whatever is in them. */
export async function blockNumbers(run: string): Promise<number[]> {
  const names = await namesIn(runPaths.trials(run));
  const numbers = names.flatMap((name) => /^block-(\d{5,})\.parquet$/.exec(name)?.[1] ?? []).map(Number);
  return numbers.filter((number) => names.includes(blockName(number))).sort((a, b) => a - b);
}

export async function storeBlock(
  run: string,
  manifest: Manifest,
  block: number,
  rows: readonly TrialRow[],
): Promise<void> {
  await writeBlock(runPaths.block(run, block), { run: runFingerprint(manifest), block }, rows, manifest.points);
}

/** Looks whether every block file is whole, its rows unread; refuses the run where blocks of another one are among them. */
export async function inspectBlocks(run: string, manifest: Manifest): Promise<BlockStates> {
  return eachBlock(run, manifest, checkBlock);
}

/**
 * Hands out all rows of a run so far, block after block, so that those of one are in memory at a time; refuses a run with
 * damaged blocks.
 */
export async function readBlocks(run: string, manifest: Manifest, take: (rows: RowColumns) => void): Promise<void> {
  const { damaged } = await eachBlock(run, manifest, async (path, label) => take(await readBlock(path, label)));
  if (damaged.length === 0) return;
  throw new RunDirectoryError(`${run} has damaged blocks; the sweep with --resume computes them again`, damaged);
}

async function eachBlock(
  run: string,
  manifest: Manifest,
  visit: (path: string, label: BlockLabel) => Promise<void>,
): Promise<BlockStates> {
  const label = runFingerprint(manifest);
  const planned = planBlocks(manifest.scenario.chips, manifest.chipsPerBlock).length;
  const done: number[] = [];
  const damaged: string[] = [];
  const foreign: string[] = [];
  for (const block of await blockNumbers(run)) {
    const path = runPaths.block(run, block);
    try {
      if (block >= planned) throw new ForeignBlock(`${path}: the run has blocks 0 to ${planned - 1} only`);
      await visit(path, { run: label, block });
      done.push(block);
    } catch (error) {
      if (error instanceof DamagedBlock) damaged.push(error.message);
      else if (error instanceof ForeignBlock) foreign.push(error.message);
      else throw error;
    }
  }
  if (foreign.length === 0) return { done, damaged };
  throw new RunDirectoryError(`${run} holds blocks that are not of this run; remove or move them`, foreign);
}

/** Removes what killed processes left: half-written files and claims. Those of living ones stay. */
export async function dropUnfinished(run: string): Promise<void> {
  for (const folder of [run, runPaths.trials(run), runPaths.plots(run)]) {
    const names = await namesIn(folder);
    for (const name of names.filter(isLeftBehind)) await rm(join(folder, name), { force: true });
  }
}
