/** Neurons of a layer in rows, columns and channels; in this order, the channels of a place next to each other. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What becomes of the neurons of a window: the largest of them is sent on, or their mean. */
export const POOLS = ['max', 'average'] as const;
export type PoolKind = (typeof POOLS)[number];

/** Square windows side by side. */
export interface Pool {
  readonly kind: PoolKind;
  /** Rows and columns of a window. */
  readonly size: number;
}

/** Square patches of what is read, over which the same weights go. */
export interface Convolution {
  /** Rows and columns of a patch. */
  readonly kernel: number;
  /** From one patch to the next. */
  readonly stride: number;
  /** Rows and columns of zeros around the image. */
  readonly padding: number;
}

/**
 * How an array reads the layer below, where that is not all of its neurons at once: through a pool, or in patches, or both. Each row
 * of the array is a neuron at every patch; a patch is read row by row, column by column, channels last.
 */
export interface Connection {
  /** Of the layer below. */
  readonly from: ImageShape;
  /** Null: none. */
  readonly pool: Pool | null;
  /** Null: all that is sent is one patch. */
  readonly convolution: Convolution | null;
  /** Neurons of the layer above at every patch. */
  readonly channels: number;
}

/** Of every forward array of a network; null: the array reads all neurons of the layer below at once. */
export type Connections = readonly (Connection | null)[];

/** Rows and columns of an array. */
export interface ArraySize {
  readonly rows: number;
  readonly columns: number;
}

/** Something whose layers are connected, by dense arrays where `connections` is left out. */
export interface Connected {
  /** Neurons per layer, input first. */
  readonly layers: readonly number[];
  readonly connections?: Connections;
}

export function countOf({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** As a scenario writes it. */
export function shapeName({ height, width, channels }: ImageShape): string {
  return `[${height}, ${width}, ${channels}]`;
}

/** What comes out of the pool. */
export function pooledShape({ from, pool }: Connection): ImageShape {
  if (pool === null) return from;
  return { height: from.height / pool.size, width: from.width / pool.size, channels: from.channels };
}

/** Of the layer above. */
export function shapeAbove(connection: Connection): ImageShape {
  const { convolution, channels } = connection;
  if (convolution === null) return { height: 1, width: 1, channels };
  const { height, width } = pooledShape(connection);
  return { height: patchesAlong(height, convolution), width: patchesAlong(width, convolution), channels };
}

function patchesAlong(length: number, { kernel, stride, padding }: Convolution): number {
  return Math.floor((length + 2 * padding - kernel) / stride) + 1;
}

/** Of a connection's array. */
export function arraySize(connection: Connection): ArraySize {
  const { convolution, channels: rows } = connection;
  const pooled = pooledShape(connection);
  return { rows, columns: convolution === null ? countOf(pooled) : convolution.kernel ** 2 * pooled.channels };
}

/** Of every forward array. */
export function arraySizes({ layers, connections }: Connected): ArraySize[] {
  return layers.slice(1).map((rows, k) => {
    const own = connections?.[k] ?? null;
    return own === null ? { rows, columns: layers[k] } : arraySize(own);
  });
}

/** The first connection with a pool of the largest, which layer-wise training alone works with; -1: there is none. */
export function poolOfLargest({ connections }: { readonly connections?: Connections | undefined }): number {
  return (connections ?? []).findIndex((connection) => connection?.pool?.kind === 'max');
}
