import { atan2, cos } from '../model/elementary.ts';

/** Steps of the scan over frequency for each radian that the loop turns. */
const STEPS = 60;
/** What does not come nearer to 0 than this does not matter. */
const FAR = 10;

/**
 * An upper bound on |l h / (1 + l h)| over all real frequencies and all gains l from 0 to `gain`, h = e^{-2 j x T} / (1 + j x)^2
 * being a lag and a delay T up and the same down (T in lags, x = omega tau); Infinity where the closed loop might not be
 * stable. With g = 1/h and u = 1/l it is 1 / min |1 + u g|, and in u >= 1/gain the minimum is known for each x. Between the
 * points of a scan |1 + u g| changes by no more than its slope allows.
 */
export function roundTripRatio(gain: number, delay: number): number {
  if (gain === 0) return 0;
  const u0 = 1 / gain;
  let least = FAR;
  // Beyond, |u g| - 1 >= FAR.
  const end = Math.sqrt(Math.max(0, (FAR + 1) * gain - 1));
  const step = 1 / (STEPS * (2 + 2 * delay));
  for (let x = 0; x <= end; x += step) {
    const size = 1 + x * x;
    const along = cos(2 * atan2(x, 1) + 2 * delay * x);
    const u = Math.max(u0, -along / size);
    const distance = Math.sqrt(Math.max(0, 1 + 2 * u * size * along + (u * size) ** 2));
    // d|u g|/dx at fixed u, over this step; the minimum over u of functions with a slope has that slope.
    const next = 1 + (x + step) ** 2;
    const slope = Math.max(1, u0 * next) * (2 / Math.sqrt(size) + 2 * delay) * (next / size);
    least = Math.min(least, distance - slope * step);
  }
  return least > 0 ? 1 / least : Infinity;
}
