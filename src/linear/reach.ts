import { type Connection, pooledShape } from '../model/connection.ts';
import { patchesOf } from './connector.ts';
import { Pooling } from './pooling.ts';

/**
 * Runs of neurons on one side of an array, group of neurons after group of the other side: group g has the runs from starts[g] to
 * before starts[g + 1], and of each its first neuron, its first column of the array and its length, three numbers.
 */
export interface Runs {
  readonly starts: Int32Array;
  readonly runs: Int32Array;
}

/** Which neurons an array with patches or a mean pool has between it, both ways; a group is what lies at one place of an image. */
export interface Reach {
  /**
   * Of neuron c of a group of the layer below, to the layer above: a run has a neuron for every row of the array, and they are reached
   * through its first column plus c.
   */
  readonly up: Runs;
  /** Of row r of a group of the layer above, to the layer below: through that row, column by column along a run. */
  readonly down: Runs;
  /** Neurons of a group below, and above. */
  readonly channels: readonly [below: number, above: number];
  /** Of what every neuron sends: one over the neurons of a window of the pool. */
  readonly share: number;
  /** So many runs of `down`, one after the other, are the neurons of one window of the pool, and have the same columns. */
  readonly together: number;
}

/** Null: the array reads all neurons of the layer below, and all neurons of the layer above are its rows. */
export function reachOf(connection: Connection | null): Reach | null {
  if (connection === null || (connection.pool === null && connection.convolution === null)) return null;
  const { from, pool, channels } = connection;
  const patches = patchesOf(connection);
  const pooled = pooledShape(connection);
  const length = patches?.length ?? pooled.height * pooled.width * pooled.channels;
  const pooling = pool === null ? null : new Pooling(connection, pool, 0, (entries) => new Int32Array(entries));
  const up: number[][] = Array.from({ length: from.height * from.width }, () => []);
  const down: number[][] = Array.from({ length: patches?.count ?? 1 }, () => []);
  const whole = patches?.runs ?? [0, 0, length];
  for (let r = 0; r < whole.length; r += 3) {
    const place = Math.floor(whole[r + 1] / length);
    const first = whole[r + 1] % length;
    if (pooling === null) down[place].push(whole[r], first, whole[r + 2]);
    for (let at = 0; at < whole[r + 2]; at += from.channels) {
      for (const neuron of pooling === null ? [whole[r] + at] : windowOf(pooling, whole[r] + at)) {
        up[neuron / from.channels].push(place * channels, first + at, channels);
        if (pooling !== null) down[place].push(neuron, first + at, from.channels);
      }
    }
  }
  const together = pooling?.window.length ?? 1;
  return {
    up: inRows(up),
    down: inRows(down),
    channels: [from.channels, channels],
    share: 1 / together,
    together,
  };
}

/** Neurons that a pool makes one number of. */
function windowOf({ first, window }: Pooling, number: number): number[] {
  return Array.from(window, (offset) => first[number] + offset);
}

function inRows(groups: readonly (readonly number[])[]): Runs {
  const starts = new Int32Array(groups.length + 1);
  groups.forEach((group, g) => {
    starts[g + 1] = starts[g] + group.length / 3;
  });
  return { starts, runs: Int32Array.from(groups.flat()) };
}
