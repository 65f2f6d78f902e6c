import { randomKernel } from './kernel.ts';
import { MIDDLE, normalQuantile } from './normal-quantile.ts';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** `normalQuantile` of many numbers, bit for bit; those in the middle of the law, 85 of 100, two at a time. */
export function normalQuantiles(u: Float64Array): Float64Array {
  const { above, below, halfWidth } = MIDDLE;
  const coefficients = above.length + below.length;
  const even = u.length + (u.length & 1);
  const kernel = randomKernel();
  const memory = kernel.reserve(coefficients + 2 * even);
  memory.set(above);
  memory.set(below, above.length);
  memory.set(u, coefficients);
  const to = coefficients + even;
  kernel.exports.middleQuantiles(coefficients * BYTES, to * BYTES, even, 0, above.length * BYTES);
  const z = memory.slice(to, to + u.length);
  for (let i = 0; i < z.length; i++) {
    if (Math.abs(u[i] - 0.5) > halfWidth) z[i] = normalQuantile(u[i]);
  }
  return z;
}
