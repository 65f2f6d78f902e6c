import type { Connection } from '../../src/model/connection.ts';

/** Of every window of a pool, the neuron below that is sent on; -1: their mean is. */
export type Winners = readonly number[];

/** One place of an image after the pool: where it is, and the neurons below of its window. */
function poolPlaces({ from, pool }: Connection) {
  const size = pool?.size ?? 1;
  const places: number[][] = [];
  for (let y = 0; y < from.height / size; y++) {
    for (let x = 0; x < from.width / size; x++) {
      for (let c = 0; c < from.channels; c++) {
        const window: number[] = [];
        for (let dy = 0; dy < size; dy++) {
          for (let dx = 0; dx < size; dx++) {
            window.push(((y * size + dy) * from.width + x * size + dx) * from.channels + c);
          }
        }
        places.push(window);
      }
    }
  }
  return places;
}

/** Every wire of a connection, written down once more by its definition: from a place after the pool to a neuron above, by a weight. */
function wires(connection: Connection): { above: number; place: number; weight: number; row: number }[] {
  const { from, pool, convolution, channels } = connection;
  const size = pool?.size ?? 1;
  const [height, width, depth] = [from.height / size, from.width / size, from.channels];
  const found: { above: number; place: number; weight: number; row: number }[] = [];
  const k = convolution ?? { kernel: Math.max(height, width), stride: 1, padding: 0 };
  const [tall, wide] = convolution === null ? [height, width] : [k.kernel, k.kernel];
  const outHeight = Math.floor((height + 2 * k.padding - tall) / k.stride) + 1;
  const outWidth = Math.floor((width + 2 * k.padding - wide) / k.stride) + 1;
  for (let o = 0; o < channels; o++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        for (let c = 0; c < depth; c++) {
          for (let dy = 0; dy < tall; dy++) {
            for (let dx = 0; dx < wide; dx++) {
              const [row, column] = [y * k.stride + dy - k.padding, x * k.stride + dx - k.padding];
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              found.push({
                above: (y * outWidth + x) * channels + o,
                place: (row * width + column) * depth + c,
                weight: ((o * tall + dy) * wide + dx) * depth + c,
                row: o,
              });
            }
          }
        }
      }
    }
  }
  return found;
}

/** What one image sends through a connection, its neurons one at a time, and which of each window was the largest. */
export function plainUp(
  connection: Connection,
  weights: ArrayLike<number>,
  bias: ArrayLike<number>,
  sent: readonly number[],
): { a: number[]; winners: Winners } {
  const { pool, channels } = connection;
  const places = poolPlaces(connection);
  const winners = places.map((window) =>
    pool?.kind === 'average' ? -1 : window.reduce((best, j) => (sent[j] > sent[best] ? j : best)),
  );
  const pooled = plainRead(connection, winners, sent);
  const all = wires(connection);
  const count = all.reduce((most, { above }) => Math.max(most, above + 1), 0);
  const a = Array.from({ length: count }, (_, i) => bias[i % channels]);
  for (const { above, place, weight } of all) a[above] += weights[weight] * pooled[place];
  return { a, winners };
}

/** Numbers of the neurons below as they come out of the pool. */
export function plainRead(connection: Connection, winners: Winners, below: ArrayLike<number>): number[] {
  return poolPlaces(connection).map((window, p) =>
    winners[p] < 0 ? window.reduce((sum, j) => sum + below[j], 0) / window.length : below[winners[p]],
  );
}

/** What comes down to the neurons below. */
export function plainDown(
  connection: Connection,
  weights: ArrayLike<number>,
  winners: Winners,
  signal: ArrayLike<number>,
): number[] {
  const { height, width, channels } = connection.from;
  const below = new Array<number>(height * width * channels).fill(0);
  const places = poolPlaces(connection);
  for (const { above, place, weight } of wires(connection)) {
    const value = weights[weight] * signal[above];
    if (winners[place] < 0) for (const j of places[place]) below[j] += value / places[place].length;
    else below[winners[place]] += value;
  }
  return below;
}

/** signal r^T summed over all places of one image, row-major as the array, and of the bias. */
export function plainOuter(connection: Connection, read: readonly number[], signal: ArrayLike<number>, size: number) {
  const weights = new Array<number>(size).fill(0);
  const bias = new Array<number>(connection.channels).fill(0);
  for (const { above, place, weight } of wires(connection)) weights[weight] += signal[above] * read[place];
  for (let i = 0; i < signal.length; i++) bias[i % connection.channels] += signal[i];
  return { weights, bias };
}
