/**
 * Something of every layer 1 .. last by its number; index 0, the clamped input, has none and holds layer 1's, so that the
 * array has one kind of element.
 */
export function perLayer<T>(last: number, make: (k: number) => T): T[] {
  const created = Array.from({ length: last }, (_, index) => make(index + 1));
  return [created[0], ...created];
}
