/**
 * Short arrays are parts of blocks of so many numbers, one after the other: an array of its own takes ten times as long, longer
 * than it takes to fill it. A block stays as long as one of its parts does, so that what lives long has an array of its own.
 */
const BLOCK = 4096;
const SHORT = BLOCK / 8;

let block = new Float64Array(0);
let used = 0;

/** So many zeros. */
export function zeros(length: number): Float64Array<ArrayBuffer> {
  if (length > SHORT) return new Float64Array(length);
  if (used + length > block.length) {
    block = new Float64Array(BLOCK);
    used = 0;
  }
  used += length;
  return block.subarray(used - length, used);
}

export function copyOf(values: Float64Array): Float64Array<ArrayBuffer> {
  const copy = zeros(values.length);
  copy.set(values);
  return copy;
}

/** Arrays of zeros of these lengths. */
export function arraysOf(...lengths: readonly number[]): Float64Array<ArrayBuffer>[] {
  return lengths.map(zeros);
}
