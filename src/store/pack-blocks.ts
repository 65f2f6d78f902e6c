import { rm } from 'node:fs/promises';
import type { Pack } from '../montecarlo/plan.ts';
import type { RowColumns } from '../montecarlo/row-columns.ts';
import { damagedRun } from './blocks.ts';
import type { Manifest } from './manifest.ts';
import { runFingerprint } from './manifest-file.ts';
import { checkPart, DamagedPart, type PartLabel, type RowGroup, readPart, writePart } from './part-file.ts';
import { type Parts, packsOf, withParts } from './parts.ts';
import { runPaths } from './run-paths.ts';

/** Rows that are held in memory, and read again, at a time; whole blocks, so mostly some more. */
const ROWS_PER_GROUP = 2 ** 13;

/**
 * Puts the blocks of a finished run together into few files. A block is removed once the file that holds it too is safe on
 * the disk, so being stopped anywhere loses nothing; others may do the same at the same moment, since a file has the same
 * bytes whoever writes it. `check` throws where the run was taken away.
 */
export async function packBlocks(run: string, manifest: Manifest, check: () => Promise<void>): Promise<void> {
  const fingerprint = runFingerprint(manifest);
  for (const pack of packsOf(manifest)) {
    const label = { run: fingerprint, ...pack };
    const path = runPaths.part(run, pack);
    await withParts(run, async (parts) => {
      const single = [...parts.needed, ...parts.superfluous].filter(
        ({ first, last }) => first === last && pack.first <= first && last <= pack.last,
      );
      const isThere = holds(parts, pack);
      if (isThere && single.length === 0) return;
      await check();
      if (!(isThere && (await isSound(path, label)))) {
        await refusingDamage(run, () => writePart(path, label, groups(run, label), manifest.points));
      }
      await check();
      for (const part of single) await rm(runPaths.part(run, part), { force: true });
    });
  }
}

function holds({ needed }: Parts, pack: Pack): boolean {
  return needed.some(({ first, last }) => first === pack.first && last === pack.last);
}

async function isSound(path: string, label: PartLabel): Promise<boolean> {
  try {
    await checkPart(path, label);
    return true;
  } catch (error) {
    if (error instanceof DamagedPart) return false;
    throw error;
  }
}

/** The rows of the blocks of a pack, some thousand at a time. */
async function* groups(run: string, { run: fingerprint, first, last }: PartLabel): AsyncGenerator<RowGroup> {
  let group: RowColumns[] = [];
  for (let block = first; block <= last; block++) {
    const part = { first: block, last: block };
    for await (const rows of readPart(runPaths.part(run, part), { run: fingerprint, ...part })) group.push(rows);
    if (block < last && group.reduce((sum, { rows }) => sum + rows, 0) < ROWS_PER_GROUP) continue;
    yield group;
    group = [];
  }
}

async function refusingDamage(run: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof DamagedPart ? damagedRun(run, [error.message]) : error;
  }
}
