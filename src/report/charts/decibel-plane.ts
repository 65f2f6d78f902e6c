import type { Crossing } from './loop-marks.ts';
import { magnitudeOf } from './loop-marks.ts';

/** A point of a picture; +1 is at (1, 0). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * The complex plane with the radius in dB: the unit circle stays where it is, and `floor`, below 0 dB, is at the middle. Angles stay, and so does which
 * way a locus goes round +1; a distance from +1 along the positive real axis is a gain margin in dB.
 */
export class DecibelPlane {
  /** dB. */
  readonly floor: number;

  constructor(floor: number) {
    this.floor = floor;
  }

  /** Of a size in dB. */
  radius(decibels: number): number {
    return Math.max(0, 1 - decibels / this.floor);
  }

  place(point: Crossing): Place {
    const radius = this.radius(magnitudeOf(point));
    const angle = Math.atan2(point.im, point.re);
    return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
  }
}
