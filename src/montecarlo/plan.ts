/** A contiguous range of chips with all their points and rules: what one job computes and one file holds. */
export interface Block {
  readonly index: number;
  readonly firstChip: number;
  readonly chips: number;
}

/** Every n-th block, for independent machines: shard 2 of 3 has blocks 1, 4, 7 ... */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Simulated runs per block: about a second of work, against some milliseconds to hand out and store a block. */
const RUNS_PER_BLOCK = 1000;
/** A small study is still cut into so many blocks, so that all threads have work and an interruption costs little. */
const FEWEST_BLOCKS = 32;

/** Chips per block; a function of the study alone, never of threads, so that files do not depend on them. */
export function chipsPerBlock(chips: number, runsPerChip: number): number {
  const bySize = Math.floor(RUNS_PER_BLOCK / runsPerChip);
  const byNumber = Math.ceil(chips / FEWEST_BLOCKS);
  return Math.max(1, Math.min(bySize, byNumber));
}

/** All chips in order, in blocks of `size` and a smaller last one. */
export function planBlocks(chips: number, size: number): Block[] {
  return Array.from({ length: Math.ceil(chips / size) }, (_, index) => {
    const firstChip = index * size;
    return { index, firstChip, chips: Math.min(size, chips - firstChip) };
  });
}

/** The blocks of a shard that are still to be done, in order. */
export function pendingBlocks(blocks: readonly Block[], shard: Shard, done: ReadonlySet<number>): Block[] {
  return blocks.filter(({ index }) => index % shard.of === shard.index - 1 && !done.has(index));
}
