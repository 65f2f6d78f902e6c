import type { Spec } from '../../config/scenario.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { answerOf, type SpecContext } from '../../montecarlo/spec-answer.ts';
import { yieldSequence } from '../../montecarlo/statistics/spec.ts';
import type { CourseSummary } from '../course.ts';
import { SpecTally } from './spec-tally.ts';

/** So many steps of a course are kept, and the last. */
const STEPS = 40;

/** Chips that keep what a sweep watched, block by block, so that it can be told what was known after each; mergeable. */
export class CourseTally {
  readonly #specs: readonly Spec[];
  readonly #context: SpecContext;
  readonly #chipsPerBlock: number;
  /** By spec, then block. */
  readonly #blocks: readonly Map<number, SpecTally>[];

  constructor(specs: readonly Spec[], context: SpecContext, chipsPerBlock: number) {
    this.#specs = specs;
    this.#context = context;
    this.#chipsPerBlock = chipsPerBlock;
    this.#blocks = specs.map(() => new Map());
  }

  /** Takes row i; of a chip that could not be run nothing is known. */
  add(rows: RowColumns, i: number): void {
    const block = Math.floor(rows.chip[i] / this.#chipsPerBlock);
    this.#specs.forEach((spec, s) => {
      this.#at(s, block).add(rows.error[i] === null ? answerOf(spec, rows, i, this.#context) : null);
    });
  }

  merge(other: CourseTally): void {
    other.#blocks.forEach((blocks, s) => {
      for (const [block, counts] of blocks) this.#at(s, block).merge(counts);
    });
  }

  /** After block upon block, in order. */
  courses(): CourseSummary[] {
    return this.#specs.map(({ name }, s) => {
      const blocks = [...this.#blocks[s]].sort(([a], [b]) => a - b);
      const every = Math.ceil(blocks.length / STEPS);
      const all = new SpecTally();
      const steps = blocks.flatMap(([, counts], at) => {
        all.merge(counts);
        if ((at + 1) % every !== 0 && at + 1 < blocks.length) return [];
        const { passed, failed, unknown } = all;
        return [{ passed, failed, unknown, bounds: yieldSequence(all) }];
      });
      return { name, steps };
    });
  }

  #at(spec: number, block: number): SpecTally {
    const known = this.#blocks[spec].get(block) ?? new SpecTally();
    this.#blocks[spec].set(block, known);
    return known;
  }
}
