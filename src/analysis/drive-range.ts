import type { Loss } from '../vocabulary.ts';
import { type Band, bandOf } from './band.ts';

/** A box of inputs and one of targets. */
export interface DriveRange {
  readonly input: Band;
  readonly target: Band;
}

/** Limits of m and d of a layer, as received. */
export interface Sent {
  readonly activity: Band;
  readonly difference: Band;
}

/** D_L at any strength from 0 to beta. */
export function errorBand(loss: Loss, a: Band, target: Band, beta: number): Band {
  return bandOf(a.low.length, (i) => {
    const [low, high] = loss === 'squared-error' ? [a.low[i], a.high[i]] : [0, 1];
    return [Math.min(0, beta * (target.low[i] - high)), Math.max(0, beta * (target.high[i] - low))];
  });
}
