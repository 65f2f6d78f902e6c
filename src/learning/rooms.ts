import type { Header } from '../engine/header.ts';
import type { DeskKernel } from './desk.ts';
import { DeskEntry } from './desk-layout.ts';

/**
 * How far every compartment of the circuit at a desk is from the nearer end of its piece of phi and rails, full scales, and how
 * that changes as the circuit moves. Neuron by neuron from layer 1 on, the plus compartment first.
 */
export class Rooms {
  /** Negative: beyond the end. */
  readonly room: Float64Array;
  readonly rate: Float64Array;
  private readonly kernel: DeskKernel;
  private readonly header: Header;
  private readonly roomAt: number;
  private readonly rateAt: number;

  /** Room and rate in the memory of the desk. */
  constructor(kernel: DeskKernel, header: Header, room: Float64Array, rate: Float64Array) {
    this.kernel = kernel;
    this.header = header;
    this.room = room;
    this.rate = rate;
    this.roomAt = room.byteOffset;
    this.rateAt = rate.byteOffset;
  }

  /** Takes the rooms where the layers are. */
  measure(): void {
    this.kernel.rooms(0, this.roomAt, false, 0, 0);
  }

  /** Takes the rooms and, as z and `nudgeMotion` of the desk move, their rates. */
  measureMoving(dz: Float64Array): void {
    this.kernel.rooms(0, this.roomAt, true, dz.byteOffset, this.rateAt);
  }

  /** Whether a compartment is beyond its piece by more than a tolerance. */
  isBeyond(tolerance: number): boolean {
    return this.kernel.least(this.roomAt, this.room.length) < -tolerance;
  }

  /** How far ahead, in what the rates are by, the first compartment is beyond its piece by a tolerance. */
  ahead(tolerance: number): number {
    return this.kernel.ahead(this.roomAt, this.rateAt, this.room.length, tolerance);
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
   * leaves its piece first; -1: none does. After what `share` of the length is a root of the cubic through rooms and rates.
   */
  firstLeft(passed: Rooms, length: number, tolerance: number): number {
    const { roomAt, rateAt, room, kernel } = this;
    return kernel.firstLeft(0, roomAt, rateAt, passed.roomAt, passed.rateAt, room.length, length, tolerance);
  }

  /** What was last found so. */
  get share(): number {
    return this.header.get(DeskEntry.share);
  }

  copy({ room, rate }: Rooms): void {
    this.room.set(room);
    this.rate.set(rate);
  }
}
