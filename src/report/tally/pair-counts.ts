/** How often each pair of whole numbers occurred. */
export class PairCounts {
  readonly #counts = new Map<number, Map<number, number>>();

  add(first: number, second: number, times = 1): void {
    let seconds = this.#counts.get(first);
    if (seconds === undefined) {
      seconds = new Map();
      this.#counts.set(first, seconds);
    }
    seconds.set(second, (seconds.get(second) ?? 0) + times);
  }

  merge(other: PairCounts): void {
    for (const [first, second, times] of other.sorted()) this.add(first, second, times);
  }

  /** By the first number, then the second, so that sums over them do not depend on the order in which they came. */
  sorted(): (readonly [first: number, second: number, times: number])[] {
    const ascending = (a: readonly number[], b: readonly number[]) => a[0] - b[0] || a[1] - b[1];
    return [...this.#counts]
      .flatMap(([first, seconds]) => [...seconds].map(([second, times]) => [first, second, times] as const))
      .sort(ascending);
  }
}
