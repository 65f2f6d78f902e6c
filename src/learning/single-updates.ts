import { eachPart, patchesOf } from '../linear/connector.ts';
import { arraySizes, type Connected } from '../model/connection.ts';
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
  private readonly patches: readonly ReturnType<typeof patchesOf>[];

  /** @param most samples at once */
  constructor(memory: SingleMemory, arithmetic: SingleArithmetic, network: Connected, most: number) {
    const sizes = arraySizes(network);
    this.arithmetic = arithmetic;
    this.layers = sizes.map(({ rows, columns }) => ({
      weights: memory.singles(rows * columns),
      bias: memory.singles(rows),
    }));
    this.scaled = memory.singles(most * Math.max(...network.layers));
    this.patches = sizes.map((_, k) => patchesOf(network.connections?.[k] ?? null));
  }

  static bytesFor(network: Connected, most: number): number {
    const own = arraySizes(network).map(({ rows, columns }) => bytesOf(rows * columns, BYTES) + bytesOf(rows, BYTES));
    return own.reduce((sum, bytes) => sum + bytes, bytesOf(most * Math.max(...network.layers), BYTES));
  }

  reset(): void {
    for (const { weights, bias } of this.layers) {
      weights.fill(0);
      bias.fill(0);
    }
  }

  /** Of a whole batch at once. */
  add(read: readonly Float32Array[], signal: readonly (Float32Array | null)[], factor: number): void {
    this.layers.forEach(({ weights, bias }, k) => {
      const own = signal[k + 1]!;
      const rows = bias.length;
      const patches = this.patches[k];
      const scaled = this.scaled.subarray(0, own.length);
      const perSample = rows * (patches?.count ?? 1);
      const each = (factor * perSample) / own.length;
      for (let i = 0, at = 0; at < own.length; at++) {
        scaled[at] = each * own[at];
        bias[i] += scaled[at];
        if (++i === rows) i = 0;
      }
      eachPart(patches, read[k], own.length / perSample, this.arithmetic, (part, first, count) => {
        const signals = scaled.subarray(first * rows, (first + count) * rows);
        this.arithmetic.addOuter(signals, rows, part, weights.length / rows, weights);
      });
    });
  }
}
