import { type Interval, Z95 } from './proportion.ts';

/** A mean with its 95 % interval; null: one value shows nothing of how much values vary. */
export interface BcaMean {
  readonly mean: number;
  readonly interval: Interval | null;
}

/**
 * The BCa interval of a mean in closed form (ABC: DiCiccio, Efron 1992, Biometrika 79:231): of a mean the bias correction is the
 * acceleration, a = sum d^3 / (6 (sum d^2)^1.5) of the deviations d, and the ends are at sigma w / (1 - a w)^2, w = a + z. Nothing is drawn.
 * It is nearer to the interval of all resamples than that of 10,000 is. Null of no values; another order may move the last bit.
 */
export function bcaMean(values: ArrayLike<number>): BcaMean | null {
  const n = values.length;
  if (n === 0) return null;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  if (n === 1) return { mean, interval: null };
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i] - mean;
    squares += d * d;
    cubes += d * d * d;
  }
  if (squares === 0) return { mean, interval: [mean, mean] };
  const acceleration = cubes / (6 * squares ** 1.5);
  const sigma = Math.sqrt(squares) / n;
  const end = (z: number) => {
    const w = acceleration + z;
    return mean + (sigma * w) / (1 - acceleration * w) ** 2;
  };
  return { mean, interval: [end(-Z95), end(Z95)] };
}
