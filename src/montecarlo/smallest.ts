/** The smallest of the values that there are; null: there is none. */
export function smallest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value === null ? least : Math.min(least ?? Infinity, value)), null);
}
