import { InputError, type Problem } from './input-error.ts';

/** Collects the problems of several steps, so that they are told together and each once. */
export class ProblemCollector {
  readonly #problems = new Map<string, Problem>();

  /** The result of a step; undefined where it found bad input. Other errors pass. */
  attempt<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const problem of error.problems) this.#problems.set(JSON.stringify(problem), problem);
      return undefined;
    }
  }

  /** Throws what was collected, if anything. */
  throwAny(): void {
    if (this.#problems.size > 0) throw new InputError([...this.#problems.values()]);
  }
}
