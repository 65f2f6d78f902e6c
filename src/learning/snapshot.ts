import type { Compartments } from '../chip/chip.ts';
import type { Nudging } from '../engine/nudging.ts';
import { PointArray } from './desk-layout.ts';

/** What layers were at a point, read out of copies of their arrays as it is asked for. Index k = 0 .. L; null at 0. */
export class Snapshot {
  /** Arrays of a point as the desk has them, up to `difference`. */
  private readonly layers: readonly (Float64Array | null)[];
  private readonly sizes: readonly number[];
  private readonly nudging: readonly (Nudging | null)[];

  /** Copies of the layers' arrays, their neurons, and what nudges them. */
  constructor(
    layers: readonly (Float64Array | null)[],
    sizes: readonly number[],
    nudging: readonly (Nudging | null)[],
  ) {
    this.layers = layers;
    this.sizes = sizes;
    this.nudging = nudging;
  }

  /** s_c. */
  get state(): (Compartments | null)[] {
    return this.eachLayer((k) => ({ plus: this.array(k, PointArray.plus), minus: this.array(k, PointArray.minus) }));
  }

  /** m_k, and d_k, auto-zeroed where the chip does so. */
  get activity(): (Float64Array | null)[] {
    return this.eachLayer((k) => this.array(k, PointArray.activity));
  }

  get difference(): (Float64Array | null)[] {
    return this.eachLayer((k) => this.array(k, PointArray.difference));
  }

  /** a_L. */
  get output(): Float64Array {
    return this.array(this.sizes.length - 1, PointArray.a);
  }

  /** What every compartment is driven to, full scales. */
  get drives(): (Compartments | null)[] {
    return this.eachLayer((k) => {
      const [a, topDown] = [this.array(k, PointArray.a), this.array(k, PointArray.topDown)];
      const { gainPlus, gainMinus } = this.nudging[k]!;
      return {
        plus: a.map((v, i) => v + gainPlus[i] * topDown[i]),
        minus: a.map((v, i) => v - gainMinus[i] * topDown[i]),
      };
    });
  }

  /** Lowest and highest v that a compartment on no flat side of phi is driven to, full scales. */
  get extremes(): [low: number, high: number] {
    let [low, high] = [0, 0];
    this.drives.forEach((driven, k) => {
      if (driven === null) return;
      for (const [own, pieces] of [
        [driven.plus, this.array(k, PointArray.piecePlus)],
        [driven.minus, this.array(k, PointArray.pieceMinus)],
      ]) {
        for (let i = 0; i < own.length; i++) {
          if (pieces[i] !== 0) continue;
          low = Math.min(low, own[i]);
          high = Math.max(high, own[i]);
        }
      }
    });
    return [low, high];
  }

  private array(k: number, array: PointArray): Float64Array {
    const layer = this.layers[k]!;
    const from = array * (layer.length / SNAPSHOT_ARRAYS);
    return layer.subarray(from, from + this.sizes[k]);
  }

  private eachLayer<T>(make: (k: number) => T): (T | null)[] {
    return this.layers.map((layer, k) => (layer === null ? null : make(k)));
  }
}

/** So many of the arrays of a point are copied. */
export const SNAPSHOT_ARRAYS = PointArray.difference + 1;
