/** The first few of many things in an order of theirs, whatever the order in which they come; how many there were is counted. */
export class FirstFew<T> {
  #kept: T[] = [];
  #count = 0;
  /** The last that is kept when as many are as may be; what comes after it is not kept. */
  #last: T | undefined;
  readonly #most: number;
  readonly #order: (a: T, b: T) => number;

  constructor(most: number, order: (a: T, b: T) => number) {
    this.#most = most;
    this.#order = order;
  }

  get count(): number {
    return this.#count;
  }

  /** The last of those that are kept; undefined while as many as may be are not there. */
  get last(): T | undefined {
    return this.#last;
  }

  /** Counts one that is known to come after the last. */
  skip(): void {
    this.#count++;
  }

  add(item: T): void {
    this.#count++;
    if (this.#last !== undefined && this.#order(this.#last, item) <= 0) return;
    this.#kept.push(item);
    if (this.#kept.length > 2 * this.#most) this.#cut();
  }

  merge(other: FirstFew<T>): void {
    this.#count += other.#count;
    this.#kept.push(...other.#kept);
    this.#cut();
  }

  sorted(): readonly T[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    this.#kept = this.#kept.sort(this.#order).slice(0, this.#most);
    this.#last = this.#kept[this.#most - 1];
  }
}
