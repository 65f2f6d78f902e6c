import type { Block } from './plan.ts';
import type { TrialRow } from './row.ts';

/** What a thread computes at a time: some chips of a block. */
export interface Job {
  readonly block: Block;
  readonly part: Block;
}

/** Simulated runs per job: tens of milliseconds of work against 0.2 ms to hand it out. */
const RUNS_PER_JOB = 20;

/**
 * The blocks in order, each drawn when its first job is, cut into jobs of whole chips, at least one each. Smaller than
 * blocks, so that no thread is long at its last one when the others have none left.
 */
export function* jobsOf(blocks: Iterable<Block>, runsPerChip: number): Generator<Job> {
  const size = Math.ceil(RUNS_PER_JOB / runsPerChip);
  for (const block of blocks) {
    const end = block.firstChip + block.chips;
    let { firstChip } = block;
    do {
      yield { block, part: { index: block.index, firstChip, chips: Math.min(size, end - firstChip) } };
      firstChip += size;
    } while (firstChip < end);
  }
}

/** Puts blocks together from the rows of their parts, whatever the order in which those come in. */
export class BlockAssembly {
  readonly #parts = new Map<Block, { readonly part: Block; readonly rows: readonly TrialRow[] }[]>();

  /** All rows of the job's block in order of its chips; null: other parts of it are not done. */
  add({ block, part }: Job, rows: readonly TrialRow[]): TrialRow[] | null {
    const parts = [...(this.#parts.get(block) ?? []), { part, rows }];
    this.#parts.set(block, parts);
    if (parts.reduce((chips, { part }) => chips + part.chips, 0) < block.chips) return null;
    this.#parts.delete(block);
    return parts.sort((a, b) => a.part.firstChip - b.part.firstChip).flatMap(({ rows }) => rows);
  }
}
