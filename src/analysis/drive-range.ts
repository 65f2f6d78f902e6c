import { type Loss, lossNamed } from '../model/losses.ts';
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
  const { errorBetween } = lossNamed(loss);
  return bandOf(a.low.length, (i) => {
    const [low, high] = errorBetween([a.low[i], a.high[i]], [target.low[i], target.high[i]]);
    return [Math.min(0, beta * low), Math.max(0, beta * high)];
  });
}
