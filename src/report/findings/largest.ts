/** The first of the largest; null of none. */
export function largest<T>(items: readonly T[], size: (item: T) => number): T | null {
  return items.reduce<T | null>((a, b) => (a === null || size(b) > size(a) ? b : a), null);
}
