/** A point of a line. */
export interface Sample {
  readonly time: number;
  readonly value: number;
}

/**
 * A line that looks the same where time from 0 to `end` has so many columns: of each column the first sample, the smallest,
 * the largest and the last, in their order.
 */
export function thinned(time: readonly number[], values: readonly number[], end: number, columns: number): Sample[] {
  const kept: Sample[] = [];
  const columnOf = (i: number) => Math.min(columns - 1, Math.floor((time[i] / end) * columns));
  for (let from = 0; from < time.length; ) {
    let to = from;
    let [low, high] = [from, from];
    for (; to < time.length && columnOf(to) === columnOf(from); to++) {
      if (values[to] < values[low]) low = to;
      if (values[to] > values[high]) high = to;
    }
    for (const i of new Set([from, low, high, to - 1].sort((a, b) => a - b))) {
      kept.push({ time: time[i], value: values[i] });
    }
    from = to;
  }
  return kept;
}

/** Times of which no two are nearer than a column. */
export function spaced(times: readonly number[], end: number, columns: number): number[] {
  let last = Number.NEGATIVE_INFINITY;
  return times.filter((time) => {
    const column = Math.floor((time / end) * columns);
    const isNew = column !== last;
    last = column;
    return isNew;
  });
}
