import { type Stream, stream } from '../../src/random/stream.ts';

/** Draws of one case: it has a stream of its own, so that it is the same whichever cases are run beside it. */
export class Draw {
  readonly #stream: Stream;

  constructor(seed: string, ...address: readonly (string | number)[]) {
    this.#stream = stream(seed, 'fuzz', ...address);
  }

  /** In [0, 1). */
  real(): number {
    return this.#stream();
  }

  /** 0 .. n - 1. */
  below(n: number): number {
    return Math.floor(n * this.#stream());
  }

  chance(probability: number): boolean {
    return this.#stream() < probability;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }
}
