import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeftBehind } from '../files/owner.ts';
import type { Pack } from '../montecarlo/plan.ts';
import type { TrialRow } from '../montecarlo/row.ts';
import { columnsOf, type RowColumns } from '../montecarlo/row-columns.ts';
import { namesIn } from './folder.ts';
import { chipsOf, type Manifest, untilOf } from './manifest.ts';
import { runFingerprint } from './manifest-file.ts';
import { checkPart, DamagedPart, ForeignPart, type PartLabel, readPart, writePart } from './part-file.ts';
import { blocksIn, packsOf, withParts } from './parts.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { partName, runPaths } from './run-paths.ts';

/** What is to be known of the files of rows of a run. */
export interface BlockStates {
  /** Numbers of the blocks that are done, ascending: a block is done when a file that holds it is there and whole. */
  readonly done: readonly number[];
  /** Why other files are damaged, one line each; blocks that are in no whole file are to be computed again. */
  readonly damaged: readonly string[];
}

/** Numbers of the blocks that files are there of, ascending, whatever is in those. */
export async function blockNumbers(run: string): Promise<number[]> {
  return withParts(run, async ({ needed }) => blocksIn(needed));
}

export async function storeBlock(
  run: string,
  manifest: Manifest,
  block: number,
  rows: readonly TrialRow[],
): Promise<void> {
  const part = { first: block, last: block };
  const label = { run: runFingerprint(manifest), ...part };
  await writePart(runPaths.part(run, part), label, [[columnsOf(rows)]], manifest.points);
}

/**
 * Looks whether the files of rows are whole, their rows unread; refuses the run where files of another one are among them.
 * Files without a block that is ours are taken by their names.
 */
export async function inspectBlocks(
  run: string,
  manifest: Manifest,
  isOurs: (block: number) => boolean = () => true,
): Promise<BlockStates> {
  return withParts(run, async ({ needed, superfluous }) => {
    const all = [...needed, ...superfluous];
    const ours = all.filter((part) => blocksIn([part]).some(isOurs));
    const damaged = await visitParts(run, manifest, ours, checkPart);
    return { done: blocksIn(all.filter((part) => !damaged.has(part))), damaged: [...damaged.values()] };
  });
}

/**
 * Hands out all rows of a run so far, those of some whole blocks at a time, so that no more are in memory; refuses a run with
 * damaged files. Where another process packs files meanwhile, it begins again with another taker. Files without a block that
 * is wanted are left alone, and so is what was computed beyond the end of a run.
 */
export async function readBlocks(
  run: string,
  manifest: Manifest,
  begin: () => (rows: RowColumns) => void,
  isWanted: (block: number) => boolean = () => true,
): Promise<void> {
  const end = endOf(manifest);
  await withParts(run, async ({ needed, superfluous }) => {
    const take = begin();
    const wanted = needed.filter((part) => part.first < end && blocksIn([part]).some(isWanted));
    const damaged = await visitParts(run, manifest, wanted, async (path, label) => {
      for await (const rows of readPart(path, label)) take(rows);
    });
    if (damaged.size > 0) throw damagedRun(run, [...damaged.values()]);
    // What is in them has been read elsewhere, unless they are of another run.
    await visitParts(run, manifest, superfluous, checkPart);
  });
}

/** Removes what shards computed beyond the end of a run before they knew of it. */
export async function dropBeyondEnd(run: string, manifest: Manifest): Promise<void> {
  const end = endOf(manifest);
  if (end === Number.POSITIVE_INFINITY) return;
  await withParts(run, async ({ needed }) => {
    for (const part of needed) if (part.first >= end) await rm(runPaths.part(run, part), { force: true });
  });
}

/** The first block beyond the end that was found for a run; infinite of others, which have no block beyond theirs. */
function endOf(manifest: Manifest): number {
  if (manifest.stoppedAt === undefined) return Number.POSITIVE_INFINITY;
  return Math.ceil(chipsOf(manifest) / manifest.chipsPerBlock);
}

export function damagedRun(run: string, problems: readonly string[]): RunDirectoryError {
  return new RunDirectoryError(`${run} has damaged blocks; the sweep with --resume computes them again`, problems);
}

/** Why files are damaged, by file; refuses the run where some are not of it. */
async function visitParts(
  run: string,
  manifest: Manifest,
  parts: readonly Pack[],
  visit: (path: string, label: PartLabel) => Promise<void>,
): Promise<Map<Pack, string>> {
  const fingerprint = runFingerprint(manifest);
  const requirePlanned = plannedParts(manifest);
  const damaged = new Map<Pack, string>();
  const foreign: string[] = [];
  for (const part of parts) {
    const path = runPaths.part(run, part);
    try {
      requirePlanned(path, part);
      await visit(path, { run: fingerprint, ...part });
    } catch (error) {
      if (error instanceof DamagedPart) damaged.set(part, error.message);
      else if (error instanceof ForeignPart) foreign.push(error.message);
      else throw error;
    }
  }
  if (foreign.length === 0) return damaged;
  throw new RunDirectoryError(`${run} holds blocks that are not of this run; remove or move them`, foreign);
}

/** Refuses files of blocks that the run has not, or has not in one file. */
function plannedParts(manifest: Manifest): (path: string, part: Pack) => void {
  const blocks = Math.ceil(manifest.scenario.chips / manifest.chipsPerBlock);
  const packed = packsOf(manifest);
  const packs = new Set(packed.map(partName));
  // Of a run that was ended the last file may have fewer, and when it was ended may not be known any more.
  const mayEnd = untilOf(manifest.scenario) !== null;
  const isCut = ({ first, last }: Pack) => packed.some((pack) => pack.first === first && last <= pack.last);
  return (path, part) => {
    if (part.last >= blocks) throw new ForeignPart(`${path}: the run has blocks 0 to ${blocks - 1} only`);
    if (part.first === part.last || packs.has(partName(part)) || (mayEnd && isCut(part))) return;
    throw new ForeignPart(`${path}: the run has no file of just these blocks`);
  };
}

/** Removes what killed processes left: half-written files and claims. Those of living ones stay. */
export async function dropUnfinished(run: string): Promise<void> {
  for (const folder of [run, runPaths.trials(run), runPaths.plots(run)]) {
    const names = await namesIn(folder);
    for (const name of names.filter(isLeftBehind)) await rm(join(folder, name), { force: true });
  }
}
