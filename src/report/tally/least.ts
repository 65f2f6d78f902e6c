/** The chip with the smallest value; of equal ones the first. */
export class Least {
  #found: { readonly value: number; readonly chip: number } | null = null;

  /** Null: no chip has one. */
  get found(): { readonly value: number; readonly chip: number } | null {
    return this.#found;
  }

  add(value: number, chip: number): void {
    const own = this.#found;
    if (own === null || value < own.value || (value === own.value && chip < own.chip)) this.#found = { value, chip };
  }

  merge({ found }: Least): void {
    if (found !== null) this.add(found.value, found.chip);
  }
}
