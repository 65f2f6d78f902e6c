import { isOfShard, type Shard } from './plan.ts';

/** Blocks that a shard computes ahead of what is known, for each thread: 8 s of work at most, which the end may make needless. */
const AHEAD_PER_THREAD = 8;
/** ... and at first no more than this part of what is known. */
const AHEAD_OF_KNOWN = 1 / 4;

/**
 * Which blocks a shard computes next in a run whose end is not known: its own, as far as a round goes beyond the first blocks
 * that are all there. Where others do not come with theirs, being not begun yet, or dead, it computes theirs too, so that
 * no shard ever waits for one that is not there. Nothing of this shows in the results: which blocks the run ends with is decided
 * on all of them in the order of the plan.
 */
export class Rounds {
  readonly #shard: Shard;
  readonly #threads: number;
  readonly #absent = new Set<number>();

  /** @param threads of this shard, at least 1 */
  constructor(shard: Shard, threads: number) {
    this.#shard = shard;
    this.#threads = threads;
  }

  /**
   * Numbers of the blocks to compute now; none: others are at theirs.
   *
   * @param known so many first blocks are there  @param isThere of blocks after these  @param blocks of the whole plan
   */
  next(known: number, isThere: (block: number) => boolean, blocks: number): number[] {
    const missing = this.#missing(known, isThere, blocks);
    const own = missing.filter((block) => isOfShard(block, this.#shard));
    if (own.length > 0) return own;
    const { index, of } = this.#shard;
    const left = missing.filter((block) => this.#absent.has(block % of));
    // Those who take over begin at different places, and look what has come about after each few blocks.
    const first = Math.floor((left.length * (index - 1)) / of);
    return [...left.slice(first), ...left.slice(0, first)].slice(0, this.#threads);
  }

  /** Takes those for absent whose blocks are missing; they have been waited for. */
  giveUpWaiting(known: number, isThere: (block: number) => boolean, blocks: number): void {
    for (const block of this.#missing(known, isThere, blocks)) this.#absent.add(block % this.#shard.of);
  }

  /** Blocks of this round that are not there, in order. */
  #missing(known: number, isThere: (block: number) => boolean, blocks: number): number[] {
    const { of } = this.#shard;
    const threads = this.#threads;
    const each = Math.min(AHEAD_PER_THREAD * threads, Math.max(threads, Math.ceil((known * AHEAD_OF_KNOWN) / of)));
    const end = Math.min(blocks, known + of * each);
    return Array.from({ length: end - known }, (_, i) => known + i).filter((block) => !isThere(block));
  }
}
