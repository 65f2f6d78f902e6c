/**
 * Something of every layer 1 .. last by its number; index 0, the clamped input, has none and holds layer 1's, so that the
 * array has one kind of element.
 */
export function perLayer<T>(last: number, make: (k: number) => T): T[] {
  const first = make(1);
  const created = [first, first];
  for (let k = 2; k <= last; k++) created.push(make(k));
  return created;
}
