/** Shorter stretches are sorted. */
const SHORT = 96;

/**
 * Rearranges values, none of which is NaN, so that at each of the ranks (0-based, ascending) stands what would stand there if all were sorted: quickselect
 * (Hoare 1961, CACM 4:321) for several ranks at once. Stretches that do not shrink as they should are sorted.
 */
export function arrange(values: Float64Array, ranks: readonly number[]): void {
  select(values, ranks, 0, values.length - 1, 2 * Math.ceil(Math.log2(values.length + 1)));
}

function select(values: Float64Array, ranks: readonly number[], from: number, to: number, depth: number): void {
  const own = ranks.filter((rank) => rank >= from && rank <= to);
  if (own.length === 0 || from >= to) return;
  if (to - from < SHORT || depth === 0) {
    values.subarray(from, to + 1).sort();
    return;
  }
  const pivot = middleOf(values[from], values[(from + to) >> 1], values[to]);
  let [left, right] = [from, to];
  while (left <= right) {
    while (values[left] < pivot) left++;
    while (values[right] > pivot) right--;
    if (left > right) break;
    const value = values[left];
    values[left++] = values[right];
    values[right--] = value;
  }
  select(values, own, from, right, depth - 1);
  select(values, own, left, to, depth - 1);
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
