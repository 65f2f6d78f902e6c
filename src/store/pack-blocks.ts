import { rm } from 'node:fs/promises';
import type { Pack } from '../montecarlo/plan.ts';
import type { RowColumns } from '../montecarlo/row-columns.ts';
import { damagedRun } from './blocks.ts';
import type { Manifest } from './manifest.ts';
import { runFingerprint } from './manifest-file.ts';
import { checkPart, DamagedPart, type PartLabel, type RowGroup, readPart, writePart } from './part-file.ts';
import { packsOf, withParts } from './parts.ts';
import { partName, runPaths } from './run-paths.ts';

/** Rows that are held in memory, and read again, at a time; whole blocks, so mostly some more. */
const ROWS_PER_GROUP = 2 ** 13;

/**
 * Puts the blocks of a finished run together into few files. A block is removed once the file that holds it too is safe on
 * the disk, so being stopped anywhere loses nothing; others may do the same at the same moment, since a file has the same
 * bytes whoever writes it. `check` throws where the run was taken away.
 */
export async function packBlocks(run: string, manifest: Manifest, check: () => Promise<void>): Promise<void> {
  const fingerprint = runFingerprint(manifest);
  await withParts(run, async ({ needed, superfluous }) => {
    const all = [...needed, ...superfluous].sort((a, b) => a.first - b.first);
    const singles = all.filter(({ first, last }) => first === last);
    const there = new Set(all.map(partName));
    let next = 0;
    for (const pack of packsOf(manifest)) {
      const own: Pack[] = [];
      while (next < singles.length && singles[next].first <= pack.last) own.push(singles[next++]);
      const isThere = there.has(partName(pack));
      if (isThere && own.length === 0) continue;
      await check();
      const label = { run: fingerprint, ...pack };
      const path = runPaths.part(run, pack);
      if (!(isThere && (await isSound(path, label)))) {
        await refusingDamage(run, () => writePart(path, label, groups(run, label), manifest.points));
      }
      await check();
      for (const block of own) await rm(runPaths.part(run, block), { force: true });
    }
  });
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
