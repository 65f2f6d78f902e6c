import type { CircuitLayer } from '../engine/circuit.ts';
import { type ActivationDefinition, isPiecewiseLinear } from '../model/activations.ts';
import { pieceEnds } from './piece-ends.ts';

/** On the flat side below, between the ends, on the flat side above. */
export type Piece = -1 | 0 | 1;

/**
 * One kind of compartment of a layer as a function s(v) of what v is driven to: flat below `low`, phi between, flat above
 * `high`, where the rails or the kinks of phi, whichever come first, are the ends. Arrays have one entry per neuron.
 */
export class Pieces {
  /** Where each compartment is. */
  readonly at: Int8Array;
  /** Ends of the piece between, full scales; infinite: none. A compartment that is the same for every v has low = Infinity. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  private readonly gain: Float64Array;
  private readonly offset: Float64Array;
  private readonly valueBelow: Float64Array;
  private readonly valueAbove: Float64Array;
  private readonly phi: ActivationDefinition;
  private readonly isStraight: boolean;

  constructor(layer: CircuitLayer, kind: 'plus' | 'minus') {
    const { n, phi, neurons } = layer;
    const { low, high, valueBelow, valueAbove } = pieceEnds(layer)[kind];
    this.phi = phi;
    this.isStraight = isPiecewiseLinear(phi);
    this.gain = neurons.gain[kind];
    this.offset = neurons.offset[kind];
    this.at = new Int8Array(n);
    this.low = low;
    this.high = high;
    this.valueBelow = valueBelow;
    this.valueAbove = valueAbove;
  }

  /** The piece that a compartment driven to v is on; at an end, the flat one. */
  of(v: number, i: number): Piece {
    return v <= this.low[i] ? -1 : v >= this.high[i] ? 1 : 0;
  }

  /** s of a compartment driven to v that keeps to its piece. */
  value(v: number, i: number): number {
    if (this.at[i] < 0) return this.valueBelow[i];
    if (this.at[i] > 0) return this.valueAbove[i];
    const x = this.gain[i] * v + this.offset[i];
    return this.isStraight ? x : this.phi.value(x);
  }

  /** ds/dv there. */
  slope(v: number, i: number): number {
    if (this.at[i] !== 0) return 0;
    if (this.isStraight) return this.gain[i];
    return this.gain[i] * this.phi.slopeAtOutput(this.value(v, i));
  }

  /** How far v is from the nearer end of its piece, full scales; negative: beyond it. */
  room(v: number, i: number): number {
    if (this.at[i] < 0) return this.low[i] - v;
    if (this.at[i] > 0) return v - this.high[i];
    return Math.min(v - this.low[i], this.high[i] - v);
  }

  /** How the room changes with v: 1 or -1. */
  towards(v: number, i: number): number {
    const at = this.at[i];
    if (at !== 0) return at;
    return v - this.low[i] < this.high[i] - v ? 1 : -1;
  }

  /** Puts a compartment that is at an end of its piece, driven to v, on the piece behind that end. */
  cross(v: number, i: number): void {
    if (this.at[i] !== 0) this.at[i] = 0;
    else this.at[i] = v - this.low[i] < this.high[i] - v ? -1 : 1;
  }
}
