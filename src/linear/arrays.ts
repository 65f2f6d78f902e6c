/** Arrays of zeros of these lengths in one block of memory: an array of its own costs more than a short one is filled in. */
export function arraysOf(...lengths: readonly number[]): Float64Array[] {
  const block = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  let from = 0;
  return lengths.map((length) => {
    const part = block.subarray(from, from + length);
    from += length;
    return part;
  });
}
