import { type Pack, planBlocks, planPacks } from '../montecarlo/plan.ts';
import { isMissing, namesIn } from './folder.ts';
import { chipsOf, type Manifest } from './manifest.ts';
import { partOf, runPaths } from './run-paths.ts';

/** The files of rows of a run, by what they hold. */
export interface Parts {
  /** All that are needed to read it, in order; each block is in one of them. */
  readonly needed: readonly Pack[];
  /** Blocks that are also in a file of several: whoever packed them was stopped before they were removed. */
  readonly superfluous: readonly Pack[];
}

/**
 * Does something with the files of rows. Another process may pack them meanwhile, so that one is gone which was there at the
 * beginning; then it is done again with those that are there now.
 */
export async function withParts<T>(run: string, work: (parts: Parts) => Promise<T>): Promise<T> {
  for (;;) {
    const names = await partNames(run);
    try {
      return await work(partsOf(names));
    } catch (error) {
      if (!isMissing(error)) throw error;
      const now = new Set(await partNames(run));
      if (names.every((name) => now.has(name))) throw error;
    }
  }
}

/** Numbers of the blocks that these files hold, ascending. */
export function blocksIn(parts: readonly Pack[]): number[] {
  const blocks = new Set<number>();
  for (const { first, last } of parts) for (let block = first; block <= last; block++) blocks.add(block);
  return [...blocks].sort((a, b) => a - b);
}

/** The files of several blocks that a finished run consists of. */
export function packsOf(manifest: Manifest): Pack[] {
  const { scenario, points, chipsPerBlock } = manifest;
  const rowsPerBlock = chipsPerBlock * points.length * scenario.rules.length;
  return planPacks(planBlocks(chipsOf(manifest), chipsPerBlock), rowsPerBlock);
}

/** Names of the files of rows. A folder is not listed at one moment: what replaces a file may be missed, and the file too. */
async function partNames(run: string): Promise<string[]> {
  const list = async () => (await namesIn(runPaths.trials(run))).filter((name) => partOf(name) !== null).sort();
  let before = await list();
  for (;;) {
    const now = await list();
    if (now.length === before.length && now.every((name, i) => name === before[i])) return now;
    before = now;
  }
}

function partsOf(names: readonly string[]): Parts {
  const parts = names.flatMap((name) => partOf(name) ?? []).sort((a, b) => a.first - b.first || b.last - a.last);
  const packed = new Set(blocksIn(parts.filter(({ first, last }) => last > first)));
  const isNeeded = ({ first, last }: Pack) => last > first || !packed.has(first);
  return { needed: parts.filter(isNeeded), superfluous: parts.filter((part) => !isNeeded(part)) };
}
