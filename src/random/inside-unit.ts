/** The largest number below 1. */
const LARGEST = 1 - Number.EPSILON / 2;

/** A probability as a number of a stream may be, which is never 0 or 1. */
export function insideUnit(u: number): number {
  return Math.min(LARGEST, Math.max(Number.MIN_VALUE, u));
}
