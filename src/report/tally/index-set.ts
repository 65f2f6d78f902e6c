/** Whole numbers, kept as ranges: the chips of a run come by hundreds in a row. */
export class IndexSet {
  /** First of each range, ascending, and one beyond its last. */
  #starts: number[] = [];
  #ends: number[] = [];

  /** False: it was there already. */
  add(index: number): boolean {
    return this.#addRange(index, index + 1);
  }

  /** False: some were in both; neither is of use then. */
  merge(other: IndexSet): boolean {
    return other.#starts.every((start, i) => this.#addRange(start, other.#ends[i]));
  }

  #addRange(start: number, end: number): boolean {
    const at = this.#rangesBefore(start);
    const [before, after] = [at - 1, at];
    if (before >= 0 && this.#ends[before] > start) return false;
    if (after < this.#starts.length && this.#starts[after] < end) return false;
    const joinsBefore = before >= 0 && this.#ends[before] === start;
    const joinsAfter = after < this.#starts.length && this.#starts[after] === end;
    if (joinsBefore && joinsAfter) {
      this.#ends[before] = this.#ends[after];
      this.#starts.splice(after, 1);
      this.#ends.splice(after, 1);
    } else if (joinsBefore) this.#ends[before] = end;
    else if (joinsAfter) this.#starts[after] = start;
    else {
      this.#starts.splice(at, 0, start);
      this.#ends.splice(at, 0, end);
    }
    return true;
  }

  /** How many ranges start at the index or before. */
  #rangesBefore(index: number): number {
    let [low, high] = [0, this.#starts.length];
    // Mostly the next one is added.
    if (high > 0 && this.#starts[high - 1] <= index) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
