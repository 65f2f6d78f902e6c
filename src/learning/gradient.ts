import { addProduct } from '../linear/add-product.ts';
import { rowMajor, transposed } from '../linear/matrix.ts';
import { atan2 } from '../model/elementary.ts';
import type { Numbers } from '../model/numbers.ts';

/** Takes up the updates of all forward arrays. */
export interface UpdateSum<A extends Numbers> {
  reset(): void;
  /** Adds factor signal_{k+1} activity_k^T, and factor signal_{k+1} to the bias, of the samples that the arrays hold. */
  add(activity: readonly A[], signal: readonly (A | null)[], factor: number): void;
}

/**
 * Sum of the updates of all forward arrays over probes. Entry k of `layers` holds those of W_k and b_{k+1} flattened
 * together, n_{k+1} rows of n_k + 1 numbers, the bias last.
 */
export class GradientSum implements UpdateSum<Float64Array> {
  readonly layers: readonly Float64Array[];
  private readonly sizes: readonly number[];

  /** @param sizes neurons per layer, input first */
  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
    this.layers = sizes.slice(1).map((rows, k) => new Float64Array(rows * (sizes[k] + 1)));
  }

  /** Back to nothing summed. */
  reset(): void {
    for (const layer of this.layers) layer.fill(0);
  }

  /**
   * Adds factor signal_{k+1} activity_k^T, and factor signal_{k+1} to the bias, of one sample or several one after the
   * other: 1/beta for d, 1 for -dl/da.
   */
  add(activity: readonly Float64Array[], signal: readonly (Float64Array | null)[], factor: number): void {
    this.layers.forEach((layer, k) => {
      const rows = this.sizes[k + 1];
      const batch = signal[k + 1]!.length / rows;
      const scaled = signal[k + 1]!.map((value) => factor * value);
      const extended = withOnes(activity[k], this.sizes[k]);
      addProduct(transposed(rowMajor(scaled, batch, rows)), rowMajor(extended, batch, this.sizes[k] + 1), layer);
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
