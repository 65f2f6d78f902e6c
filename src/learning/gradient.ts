import { addProduct } from '../linear/add-product.ts';
import { DOUBLES } from '../linear/batch-products.ts';
import { eachPart, patchesOf } from '../linear/connector.ts';
import { rowMajor, transposed } from '../linear/matrix.ts';
import { Pooling } from '../linear/pooling.ts';
import { type ArraySize, arraySizes, type Connected, type Connections } from '../model/connection.ts';
import { atan2 } from '../model/elementary.ts';
import type { Numbers } from '../model/numbers.ts';

/** Takes up the updates of all forward arrays. */
export interface UpdateSum<A extends Numbers> {
  reset(): void;
  /**
   * Adds factor signal_{k+1} r_k^T, and factor signal_{k+1} to the bias, of the samples that the arrays hold: r_k is what array k reads,
   * activity_k itself or what comes out of a pool, with a convolution patch by patch.
   */
  add(read: readonly A[], signal: readonly (A | null)[], factor: number): void;
}

/**
 * Sum of the updates of all forward arrays over probes. Entry k of `layers` holds those of W_k and b_{k+1} flattened
 * together, n_{k+1} rows of n_k + 1 numbers, the bias last; of a convolution, the rows and columns of its array.
 */
export class GradientSum implements UpdateSum<Float64Array> {
  readonly layers: readonly Float64Array[];
  private readonly sizes: readonly ArraySize[];
  private readonly patches: readonly ReturnType<typeof patchesOf>[];

  /** @param layers neurons per layer, input first */
  constructor(layers: readonly number[], connections?: Connections) {
    this.sizes = arraySizes({ layers, ...(connections === undefined ? {} : { connections }) });
    this.patches = this.sizes.map((_, k) => patchesOf(connections?.[k] ?? null));
    this.layers = this.sizes.map(({ rows, columns }) => new Float64Array(rows * (columns + 1)));
  }

  /** Back to nothing summed. */
  reset(): void {
    for (const layer of this.layers) layer.fill(0);
  }

  /** Of one sample or several one after the other; the factor is 1/beta for d, 1 for -dl/da. */
  add(read: readonly Float64Array[], signal: readonly (Float64Array | null)[], factor: number): void {
    this.layers.forEach((layer, k) => {
      const { rows, columns } = this.sizes[k];
      const patches = this.patches[k];
      const scaled = signal[k + 1]!.map((value) => factor * value);
      const samples = scaled.length / rows / (patches?.count ?? 1);
      eachPart(patches, read[k], samples, DOUBLES, (part, first, count) => {
        const own = scaled.subarray(first * rows, (first + count) * rows);
        const extended = withOnes(part, columns);
        addProduct(transposed(rowMajor(own, count, rows)), rowMajor(extended, count, columns + 1), layer);
      });
    });
  }
}

/** Samples of n values each, a 1 after each: what the bias reads. */
function withOnes(values: Float64Array, n: number): Float64Array {
  const batch = values.length / n;
  const extended = new Float64Array(batch * (n + 1)).fill(1);
  for (let b = 0; b < batch; b++) extended.set(values.subarray(b * n, (b + 1) * n), b * (n + 1));
  return extended;
}

/** What every forward array of a chip reads of the activities of some samples: all of them, or what comes out of a mean pool. */
export function readOf({ layers, connections }: Connected, activity: readonly Float64Array[]): readonly Float64Array[] {
  return (connections ?? layers.map(() => null)).map((own, k) => {
    if (own === null || own.pool === null) return activity[k];
    const pooling = new Pooling(own, own.pool, 0, (entries) => new Int32Array(entries));
    const read = new Float64Array((activity[k].length / layers[k]) * pooling.toLength);
    pooling.up(activity[k], read);
    return read;
  });
}

/** How a batch gradient compares with the reference, per weight layer; null where one of the two is zero. */
export interface GradientComparison {
  /** Angle between them, deg. */
  readonly angleDeg: (number | null)[];
  /** |gradient| / |reference|. */
  readonly normRatio: (number | null)[];
}

/** Angle and norm ratio of a gradient to another, weight layer by weight layer. */
export function compareGradients(gradient: GradientSum, reference: GradientSum): GradientComparison {
  const pairs = gradient.layers.map((layer, k) => comparePair(layer, reference.layers[k]));
  return {
    angleDeg: pairs.map((pair) => pair?.angleDeg ?? null),
    normRatio: pairs.map((pair) => pair?.normRatio ?? null),
  };
}

/** Angle by the part of `g` across `r`, not by the cosine, which knows nothing of angles below 1e-6 deg. */
function comparePair(g: Float64Array, r: Float64Array): { angleDeg: number; normRatio: number } | null {
  let gg = 0;
  let rr = 0;
  let gr = 0;
  for (let i = 0; i < g.length; i++) {
    gg += g[i] * g[i];
    rr += r[i] * r[i];
    gr += g[i] * r[i];
  }
  if (gg === 0 || rr === 0) return null;
  if (!Number.isFinite(gg * rr))
    throw new Error(`gradients of norm ${Math.sqrt(gg)} and ${Math.sqrt(rr)} have no angle`);
  const along = gr / rr;
  let across = 0;
  for (let i = 0; i < g.length; i++) across += (g[i] - along * r[i]) ** 2;
  return {
    angleDeg: (180 / Math.PI) * atan2(Math.sqrt(across * rr), gr),
    normRatio: Math.sqrt(gg / rr),
  };
}
