import { arraysOf } from '../linear/arrays.ts';
import type { LayerPoint } from './layer-point.ts';
import type { Motion } from './stationary-equations.ts';

/**
 * How far every compartment of a circuit is from the nearer end of its piece of phi and rails, full scales, and how that changes
 * as the circuit moves. Neuron by neuron from layer 1 on, the plus compartment first.
 */
export class Rooms {
  /** Negative: beyond the end. */
  readonly room: Float64Array;
  readonly rate: Float64Array;
  /** Index 1 .. L. */
  private readonly layers: readonly LayerPoint[];

  constructor(layers: readonly LayerPoint[]) {
    const count = layers.slice(1).reduce((sum, { a }) => sum + 2 * a.length, 0);
    this.layers = layers;
    [this.room, this.rate] = arraysOf(count, count);
  }

  /** Takes the rooms where the layers are. */
  measure(): void {
    const { layers, room } = this;
    for (let k = 1, from = 0; k < layers.length; k++) from = layers[k].rooms(room, from);
  }

  /** Takes the rooms and, as the layers move so, their rates. */
  measureMoving({ input, topDown }: Motion): void {
    this.measure();
    const { layers, rate } = this;
    for (let k = 1, from = 0; k < layers.length; k++) from = layers[k].roomRates(input[k], topDown[k], rate, from);
  }

  /** Whether a compartment is beyond its piece by more than a tolerance. */
  isBeyond(tolerance: number): boolean {
    const { room } = this;
    for (let c = 0; c < room.length; c++) if (room[c] < -tolerance) return true;
    return false;
  }

  /** How far ahead, in what the rates are by, the first compartment is beyond its piece by a tolerance. */
  ahead(tolerance: number): number {
    const { room, rate } = this;
    let ahead = Infinity;
    for (let c = 0; c < room.length; c++) {
      if (rate[c] < 0) ahead = Math.min(ahead, (Math.max(0, room[c]) + tolerance) / -rate[c]);
    }
    return ahead;
  }

  /** Compartments that stand at an end of their pieces and move beyond it. */
  leaving(tolerance: number): number[] {
    const { room, rate } = this;
    const found: number[] = [];
    for (let c = 0; c < room.length; c++) if (room[c] <= tolerance && rate[c] < 0) found.push(c);
    return found;
  }

  /**
   * Of the compartments that are beyond their pieces in `passed`, a length further on, and move towards that here, the one that
   * leaves its piece first, and after what share of the length: a root of the cubic through rooms and rates. Null: none does.
   */
  firstLeft(passed: Rooms, length: number, tolerance: number): { compartment: number; share: number } | null {
    let [compartment, share] = [-1, Infinity];
    for (let c = 0; c < this.room.length; c++) {
      // One that gains room here loses it later.
      if (passed.room[c] >= -tolerance || this.rate[c] >= 0) continue;
      const own = firstRoot(this.room[c], passed.room[c], length * this.rate[c], length * passed.rate[c]);
      if (own >= share) continue;
      share = own;
      compartment = c;
    }
    return compartment < 0 ? null : { compartment, share };
  }

  copy({ room, rate }: Rooms): void {
    this.room.set(room);
    this.rate.set(rate);
  }

  /** Puts a compartment that is at an end of its piece on the piece behind that end. */
  cross(c: number): void {
    let i = c >> 1;
    let k = 1;
    for (; i >= this.layers[k].a.length; k++) i -= this.layers[k].a.length;
    this.layers[k].cross(c % 2 === 0, i);
  }
}

const ROOT_STEPS = 60;

/** Where the cubic that goes from `start` down to `end` < 0 over (0, 1), with these slopes, is 0; 0 where it starts there. */
function firstRoot(start: number, end: number, startSlope: number, endSlope: number): number {
  if (start <= 0) return 0;
  const change = end - start;
  const square = 3 * change - 2 * startSlope - endSlope;
  const cube = startSlope + endSlope - 2 * change;
  let [low, high] = [0, 1];
  let t = start / (start - end);
  for (let step = 0; step < ROOT_STEPS; step++) {
    const value = start + t * (startSlope + t * (square + t * cube));
    if (value > 0) low = t;
    else high = t;
    const newton = t - value / (startSlope + t * (2 * square + 3 * t * cube));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= Number.EPSILON * t) return next;
    t = next;
  }
  return t;
}
