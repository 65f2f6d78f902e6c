import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { Least } from './least.ts';
import { Numbers } from './numbers.ts';

/** A chip and its gain margin, a factor on beta; infinite where no beta brings its loop to the limit. */
export interface MarginOfChip {
  readonly chip: number;
  readonly margin: number;
}

/** Gain margins of the chips of a point and rule, with the chips that have them. Mergeable. */
export class MarginTally {
  /** Chips with an input whose branch is lost: they have none, and are beyond the limit. */
  lost = 0;
  /** Chips whose margin is below 1. */
  belowOne = 0;
  /** Chips of which it is not known: a branch is pinned, or could not be followed. */
  unknown = 0;
  /** Chips of which it is known, in the same order. */
  readonly #margins = new Numbers();
  readonly #chips = new Numbers();
  readonly #least = new Least();
  readonly #probes: number;

  constructor(probes: number) {
    this.#probes = probes;
  }

  /** Takes row i, of a chip that could be run. */
  add({ branches: { stable, conditional, lost }, gainMargin, chip }: RowColumns, i: number): void {
    if (inputs(lost, i) > 0) this.lost++;
    else if (inputs(stable, i) + inputs(conditional, i) < this.#probes) this.unknown++;
    else {
      const margin = gainMargin[i] ?? Number.POSITIVE_INFINITY;
      if (margin < 1) this.belowOne++;
      this.#margins.push(margin);
      this.#chips.push(chip[i]);
      this.#least.add(margin, chip[i]);
    }
  }

  /** The smallest and its chip; null: none is known. */
  get least(): MarginOfChip | null {
    const { found } = this.#least;
    return found === null ? null : { chip: found.chip, margin: found.value };
  }

  /** Takes over what the other has taken, which is not to be used afterwards. */
  merge(other: MarginTally): void {
    this.lost += other.lost;
    this.belowOne += other.belowOne;
    this.unknown += other.unknown;
    this.#margins.merge(other.#margins);
    this.#chips.merge(other.#chips);
    this.#least.merge(other.#least);
  }

  /** Those that are known, ascending. */
  sorted(): Float64Array {
    return this.#margins.toArray().sort();
  }

  /** The chip in the middle of those that are known, of two the one with the smaller margin; of equal ones the first. Null: none is. */
  median(): MarginOfChip | null {
    const sorted = this.sorted();
    if (sorted.length === 0) return null;
    const margin = sorted[Math.floor((sorted.length - 1) / 2)];
    const chips = this.#chips.toArray();
    const first = this.#margins
      .toArray()
      .reduce((least, own, i) => (own === margin ? Math.min(least, chips[i]) : least), Number.POSITIVE_INFINITY);
    return { chip: first, margin };
  }
}

/** Of a branch's fate, however they ended. */
function inputs({ stable, unstable, undecided }: RowColumns['branches']['lost'], i: number): number {
  return stable[i] + unstable[i] + undecided[i];
}
