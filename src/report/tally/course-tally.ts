import type { RowColumns } from '../../montecarlo/row-columns.ts';
import type { CourseSummary } from '../course.ts';
import { type Watched, WatchedTally } from './watched-tally.ts';

/** So many steps of a course are kept, and the last. */
const STEPS = 40;

/** Chips that keep what a sweep watched, block by block, so that it can be told what was known after each; mergeable. */
export class CourseTally {
  readonly #watched: readonly Watched[];
  readonly #chipsPerBlock: number;
  /** By what is watched, then block. */
  readonly #blocks: readonly Map<number, WatchedTally>[];

  constructor(watched: readonly Watched[], chipsPerBlock: number) {
    this.#watched = watched;
    this.#chipsPerBlock = chipsPerBlock;
    this.#blocks = watched.map(() => new Map());
  }

  /** Takes row i; of a chip that could not be run nothing is known. */
  add(rows: RowColumns, i: number): void {
    const block = Math.floor(rows.chip[i] / this.#chipsPerBlock);
    for (let w = 0; w < this.#watched.length; w++) this.#at(w, block).add(rows, i);
  }

  merge(other: CourseTally): void {
    other.#blocks.forEach((blocks, w) => {
      for (const [block, tally] of blocks) this.#at(w, block).merge(tally);
    });
  }

  /** After block upon block, in order. */
  courses(): CourseSummary[] {
    return this.#watched.map((watched, w) => {
      const blocks = [...this.#blocks[w]].sort(([a], [b]) => a - b);
      const every = Math.ceil(blocks.length / STEPS);
      const all = new WatchedTally(watched);
      const steps = blocks.flatMap(([, tally], at) => {
        all.merge(tally);
        if ((at + 1) % every !== 0 && at + 1 < blocks.length) return [];
        const { passed, failed, unknown } = all.counts;
        return [{ passed, failed, unknown, bounds: all.sequence() }];
      });
      return { name: watched.spec.name, steps };
    });
  }

  #at(watched: number, block: number): WatchedTally {
    const known = this.#blocks[watched].get(block) ?? new WatchedTally(this.#watched[watched]);
    this.#blocks[watched].set(block, known);
    return known;
  }
}
