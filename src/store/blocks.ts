import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialRow } from '../montecarlo/row.ts';
import { UNFINISHED } from './atomic-write.ts';
import { DamagedBlock, readBlock, writeBlock } from './block-file.ts';
import { namesIn } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { runFingerprint } from './manifest-file.ts';
import { runPaths } from './run-paths.ts';

const BLOCK_FILE = /^block-(\d{5,})\.parquet$/;

/** Numbers of the blocks that are done, ascending: a block file that is there is a block that is done. */
export async function doneBlocks(run: string): Promise<number[]> {
  const names = await namesIn(runPaths.trials(run));
  const numbers = names.flatMap((name) => BLOCK_FILE.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((a, b) => a - b);
}

export async function storeBlock(
  run: string,
  manifest: Manifest,
  block: number,
  rows: readonly TrialRow[],
): Promise<void> {
  await writeBlock(runPaths.block(run, block), { run: runFingerprint(manifest), block }, rows);
}

/** All rows of a run so far, by block and then in the order of the block. */
export async function readRows(run: string, manifest: Manifest): Promise<TrialRow[]> {
  const label = runFingerprint(manifest);
  const rows: TrialRow[] = [];
  for (const block of await doneBlocks(run)) {
    for (const row of await readBlock(runPaths.block(run, block), { run: label, block })) rows.push(row);
  }
  return rows;
}

/** Removes block files that cannot be read, so that they are computed again; returns why, one line each. */
export async function dropDamagedBlocks(run: string, manifest: Manifest): Promise<string[]> {
  const label = runFingerprint(manifest);
  const reasons: string[] = [];
  for (const block of await doneBlocks(run)) {
    try {
      await readBlock(runPaths.block(run, block), { run: label, block });
    } catch (error) {
      if (!(error instanceof DamagedBlock)) throw error;
      await rm(error.path);
      reasons.push(error.message);
    }
  }
  return reasons;
}

/** Removes what killed processes left half-written; only when no process works on the run. */
export async function dropUnfinished(run: string): Promise<void> {
  const trials = runPaths.trials(run);
  const names = await namesIn(trials);
  await Promise.all(names.filter((name) => name.endsWith(UNFINISHED)).map((name) => rm(join(trials, name))));
}
