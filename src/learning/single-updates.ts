import type { UpdateSum } from './gradient.ts';
import type { SingleArithmetic } from './single-arithmetic.ts';
import { SingleMemory } from './single-memory.ts';

const { bytesOf } = SingleMemory;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** The updates of a batch in single precision, mean over its samples. */
export class SingleUpdates implements UpdateSum<Float32Array> {
  /** Of W_k, row-major, and of b_{k+1}. */
  readonly layers: readonly { readonly weights: Float32Array; readonly bias: Float32Array }[];
  private readonly arithmetic: SingleArithmetic;
  private readonly scaled: Float32Array;

  /** @param sizes neurons per layer, input first */
  constructor(memory: SingleMemory, arithmetic: SingleArithmetic, sizes: readonly number[], most: number) {
    this.arithmetic = arithmetic;
    this.layers = sizes.slice(1).map((rows, k) => ({
      weights: memory.singles(rows * sizes[k]),
      bias: memory.singles(rows),
    }));
    this.scaled = memory.singles(most * Math.max(...sizes));
  }

  static bytesFor(sizes: readonly number[], most: number): number {
    const own = sizes.slice(1).map((rows, k) => bytesOf(rows * sizes[k], BYTES) + bytesOf(rows, BYTES));
    return own.reduce((sum, bytes) => sum + bytes, bytesOf(most * Math.max(...sizes), BYTES));
  }

  reset(): void {
    for (const { weights, bias } of this.layers) {
      weights.fill(0);
      bias.fill(0);
    }
  }

  /** Of a whole batch at once. */
  add(activity: readonly Float32Array[], signal: readonly (Float32Array | null)[], factor: number): void {
    this.layers.forEach(({ weights, bias }, k) => {
      const own = signal[k + 1]!;
      const rows = bias.length;
      const scaled = this.scaled.subarray(0, own.length);
      const each = (factor * rows) / own.length;
      for (let i = 0, at = 0; at < own.length; at++) {
        scaled[at] = each * own[at];
        bias[i] += scaled[at];
        if (++i === rows) i = 0;
      }
      this.arithmetic.addOuter(scaled, rows, activity[k], weights.length / rows, weights);
    });
  }
}
