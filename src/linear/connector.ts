import type { Connection } from '../model/connection.ts';
import type { Numbers } from '../model/numbers.ts';
import { Patches } from './patches.ts';
import { Pooling } from './pooling.ts';

/** Products of arrays with whole batches in one precision. Entry b * n + i of an array is component i of sample b. */
export interface Products<A extends Numbers> {
  /** So many arrays of so many zeros. */
  arrays(count: number, length: number): A[];
  /** An array to work in, which the next call hands out again. */
  scratch(length: number): A;
  /** So many zeros. */
  integers(length: number): Int32Array;
  /** Has a pool look for the largest of its windows. */
  route(pooling: Pooling, sent: A): void;
  /** Writes the patches of whole images one after the other; zeros where they go beyond an image. */
  gather(patches: Patches, images: A, to: A): void;
  /** Adds patches to the images that they were read of: the transpose of `gather`. */
  scatter(patches: Patches, from: A, images: A): void;
  /** output = W input + bias for every sample; W is rows x columns, row-major. */
  multiplyUp(weights: A, bias: A, input: A, batch: number, output: A): void;
  /** output = W^T input for every sample. */
  multiplyDown(weights: A, rows: number, input: A, batch: number, output: A): void;
}

/** How an array and the layer below are connected, for so many samples at once; null: all neurons are read at once. */
export class Connector<A extends Numbers> {
  private readonly products: Products<A>;
  private readonly samples: number;
  private readonly pooling: Pooling | null;
  private readonly patches: Patches | null;
  /** After the pool. */
  private readonly pooled: A | null;

  constructor(connection: Connection | null, products: Products<A>, samples: number) {
    this.products = products;
    this.samples = samples;
    this.patches = patchesOf(connection);
    this.pooling = connection?.pool
      ? new Pooling(connection, connection.pool, samples, (length) => products.integers(length))
      : null;
    [this.pooled] = this.pooling === null ? [null] : products.arrays(1, samples * this.pooling.toLength);
  }

  /** output = W and bias on what the array reads of the layer below, `sent`. A pool looks for its largest anew. */
  up(weights: A, bias: A, sent: A, output: A): void {
    this.route(sent);
    const { products, patches, samples } = this;
    const rows = bias.length;
    eachPart(patches, this.read(sent), samples, products, (part, first, count) => {
      products.multiplyUp(weights, bias, part, count, output.subarray(first * rows, (first + count) * rows) as A);
    });
  }

  /** Has a pool look for what is largest. */
  route(sent: A): void {
    if (this.pooling?.kind === 'max') this.products.route(this.pooling, sent);
  }

  /** The transpose: what comes down to the layer below of a signal to the one above. */
  down(weights: A, rows: number, signal: A, below: A): void {
    const { products, patches, pooling, samples } = this;
    const image = this.pooled ?? below;
    if (patches === null) products.multiplyDown(weights, rows, signal, samples, image);
    else {
      image.fill(0);
      const { count, length, imageLength, imagesAtOnce } = patches;
      for (let from = 0; from < samples; from += imagesAtOnce) {
        const to = Math.min(samples, from + imagesAtOnce);
        const part = products.scratch((to - from) * count * length);
        const own = signal.subarray(from * count * rows, to * count * rows) as A;
        products.multiplyDown(weights, rows, own, (to - from) * count, part);
        products.scatter(patches, part, image.subarray(from * imageLength, to * imageLength) as A);
      }
    }
    pooling?.down(image, below);
  }

  /** What of activities of the layer below comes out of the pool as it is; until the next call. */
  read(activity: A): A {
    if (this.pooling === null) return activity;
    this.pooling.up(activity, this.pooled!);
    return this.pooled!;
  }
}

/** Null: an array reads all that it is sent at once. */
export function patchesOf(connection: Connection | null): Patches | null {
  return connection?.convolution ? new Patches(connection, connection.convolution) : null;
}

/**
 * Calls `take` with what an array reads of images, some of them at a time: so many rows, the first of which is number `first` of
 * all.
 */
export function eachPart<A extends Numbers>(
  patches: Patches | null,
  images: A,
  samples: number,
  products: Pick<Products<A>, 'scratch' | 'gather'>,
  take: (rows: A, first: number, count: number) => void,
): void {
  if (patches === null) {
    take(images, 0, samples);
    return;
  }
  const { count, length, imageLength, imagesAtOnce } = patches;
  for (let from = 0; from < samples; from += imagesAtOnce) {
    const to = Math.min(samples, from + imagesAtOnce);
    const part = products.scratch((to - from) * count * length);
    products.gather(patches, images.subarray(from * imageLength, to * imageLength) as A, part);
    take(part, from * count, (to - from) * count);
  }
}
