/** Length of the first piece, and the most that a piece grows to. */
const FIRST = 16;
const LARGEST = 4096;

/** Numbers to be sorted later: their order tells nothing. Memory grows in pieces, so none is copied and little lies empty. */
export class Numbers {
  #length = 0;
  #pieces: Float64Array[] = [];
  #last = new Float64Array(0);
  #used = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#used === this.#last.length) this.#grow();
    this.#last[this.#used++] = value;
    this.#length++;
  }

  /** Takes over what the other holds, which is not to be used afterwards. */
  merge(other: Numbers): void {
    this.#length += other.#length;
    this.#pieces.push(...other.#pieces, other.#last.subarray(0, other.#used));
  }

  toArray(): Float64Array {
    const all = new Float64Array(this.#length);
    let at = 0;
    for (const piece of [...this.#pieces, this.#last.subarray(0, this.#used)]) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  #grow(): void {
    if (this.#used > 0) this.#pieces.push(this.#last);
    this.#last = new Float64Array(Math.min(LARGEST, Math.max(FIRST, 2 * this.#used)));
    this.#used = 0;
  }
}
