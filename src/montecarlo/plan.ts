/** A contiguous range of chips with all their points and rules: what is stored at a time. */
export interface Block {
  readonly index: number;
  readonly firstChip: number;
  readonly chips: number;
}

/** Blocks whose rows one file holds once all of them are done. */
export interface Pack {
  readonly first: number;
  readonly last: number;
}

/** Every n-th block, for independent machines: shard 2 of 3 has blocks 1, 4, 7 ... */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** Work in a block, s: what an interruption costs each thread, against milliseconds to store a block. */
const SECONDS_PER_BLOCK = 1;
/** Rows of a full file of many blocks: some 8 MB. */
const ROWS_PER_PACK = 2 ** 16;

/**
 * Chips per block, from what the trials of a chip cost and how many rows they have: not from how many chips there are, so
 * that a longer run begins with the blocks of a shorter one, and not from threads. A power of two, so that it is the same
 * for two costs that differ by a rounding.
 */
export function chipsPerBlock(secondsPerChip: number, rowsPerChip: number): number {
  let chips = 1;
  while (2 * chips * secondsPerChip <= SECONDS_PER_BLOCK && 2 * chips * rowsPerChip <= ROWS_PER_PACK) chips *= 2;
  return chips;
}

/** All chips in order, in blocks of `size` and a smaller last one. */
export function planBlocks(chips: number, size: number): Block[] {
  return Array.from({ length: Math.ceil(chips / size) }, (_, index) => {
    const firstChip = index * size;
    return { index, firstChip, chips: Math.min(size, chips - firstChip) };
  });
}

/** Blocks that go into one file each, in order; a block that would be alone in one is left out, being a file already. */
export function planPacks(blocks: readonly Block[], rowsPerBlock: number): Pack[] {
  const size = Math.max(1, Math.floor(ROWS_PER_PACK / rowsPerBlock));
  const packs = Array.from({ length: Math.ceil(blocks.length / size) }, (_, i): Pack => {
    return { first: i * size, last: Math.min((i + 1) * size, blocks.length) - 1 };
  });
  return packs.filter(({ first, last }) => last > first);
}

/** Whether a block is one of the shard's. */
export function isOfShard(block: number, { index, of }: Shard): boolean {
  return block % of === index - 1;
}

/** The blocks of a shard that are still to be done, in order. */
export function pendingBlocks(blocks: readonly Block[], shard: Shard, done: ReadonlySet<number>): Block[] {
  return blocks.filter(({ index }) => isOfShard(index, shard) && !done.has(index));
}
