import type { Block } from './plan.ts';
import type { TrialRow } from './row.ts';

/** Ends a run when enough is known. Both functions are pure, so that a run ends alike whatever its threads. */
export interface StoppingRule<A> {
  /** What of a block's rows the decision needs. */
  readonly of: (block: Block, rows: readonly TrialRow[]) => A;
  /** Whether the first blocks of the plan, in their order, are enough. */
  readonly decide: (known: readonly A[]) => boolean;
  /** What is known of blocks that were done before, by their numbers. */
  readonly earlier: ReadonlyMap<number, A>;
}

/**
 * Takes blocks as they are done and hands them on in the order of the plan, so that each decision is on the first blocks of
 * it: which block was done first tells how fast a thread is, and nothing of the chips. What comes after the last block that
 * was needed is dropped.
 */
export class InOrder<A> {
  readonly #rule: StoppingRule<A>;
  readonly #take: (block: Block, rows: readonly TrialRow[]) => Promise<void>;
  readonly #waiting = new Map<number, { readonly block: Block; readonly rows: readonly TrialRow[] }>();
  readonly #known: A[] = [];
  #enough = false;
  #last: Promise<void> = Promise.resolve();

  constructor(rule: StoppingRule<A>, take: (block: Block, rows: readonly TrialRow[]) => Promise<void>) {
    this.#rule = rule;
    this.#take = take;
    this.takeEarlier();
  }

  get enough(): boolean {
    return this.#enough;
  }

  /** So many first blocks of the plan are known. */
  get known(): number {
    return this.#known.length;
  }

  add(block: Block, rows: readonly TrialRow[]): Promise<void> {
    this.#waiting.set(block.index, { block, rows });
    // One at a time, whichever lane brought the block that was waited for.
    this.#last = this.#last.then(() => this.#takeNext());
    return this.#last;
  }

  async #takeNext(): Promise<void> {
    for (;;) {
      const next = this.#waiting.get(this.#known.length);
      if (next === undefined || this.#enough) return;
      this.#waiting.delete(next.block.index);
      await this.#take(next.block, next.rows);
      this.#learn(this.#rule.of(next.block, next.rows));
      this.takeEarlier();
    }
  }

  /** Goes on with what the rule knows of blocks that others did; it may know of more than before. */
  takeEarlier(): void {
    const { earlier } = this.#rule;
    for (let next = earlier.get(this.#known.length); next !== undefined && !this.#enough; ) {
      this.#learn(next);
      next = earlier.get(this.#known.length);
    }
  }

  #learn(own: A): void {
    this.#known.push(own);
    this.#enough = this.#rule.decide(this.#known);
  }
}
