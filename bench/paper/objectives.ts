import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

/** One relu layer with energy E(x) = |x|^2/2 - a . x over x >= 0, and the loss l(x) = |V x - y|^2/2 of what reads it. */
export interface OneLevel {
  readonly a: readonly number[];
  readonly v: readonly (readonly number[])[];
  readonly y: readonly number[];
}

export function randomLevel(seed: number): OneLevel {
  const draw = stream('paper', 'level', seed);
  const [n, m] = [6, 3];
  return {
    a: Array.from({ length: n }, () => normal(draw)),
    v: Array.from({ length: m }, () => Array.from({ length: n }, () => normal(draw) / (2 * Math.sqrt(n)))),
    y: Array.from({ length: m }, () => normal(draw)),
  };
}

/** l at the minimiser of E. */
export function lossAtRest(level: OneLevel): number {
  return loss(
    level,
    level.a.map((a) => Math.max(0, a)),
  );
}

/** min_x l(x) + (E(x) - E(x*))/b. */
export function rovr(level: OneLevel, b: number): number {
  return lowest(level, 1, 1 / b) - lowest(level, 0, 1 / b);
}

/** max_x l(x) - (E(x) - E(x*))/b. */
export function sprovr(level: OneLevel, b: number): number {
  return lowest(level, 0, 1 / b) - lowest(level, -1, 1 / b);
}

/** min_x+ max_x- a l(x+) + (1-a) l(x-) + (E(x+) - E(x-))/b: the two do not meet. */
export function arovr(level: OneLevel, alpha: number, b: number): number {
  return lowest(level, alpha, 1 / b) - lowest(level, alpha - 1, 1 / b);
}

function loss({ v, y }: OneLevel, x: readonly number[]): number {
  return v.reduce((sum, row, i) => sum + (row.reduce((dot, w, j) => dot + w * x[j], 0) - y[i]) ** 2 / 2, 0);
}

/** min over x >= 0 of c l(x) + s E(x), which is convex where s exceeds -c |V|^2: by projected gradients. */
function lowest(level: OneLevel, c: number, s: number): number {
  const { a, v, y } = level;
  const square = v.flat().reduce((sum, w) => sum + w * w, 0);
  if (!(s > -c * square)) throw new Error('the objective is not convex');
  const rate = 1 / (s + Math.abs(c) * square);
  let x = a.map((value) => Math.max(0, value));
  for (let count = 0; count < 100_000; count++) {
    const errors = v.map((row, i) => row.reduce((dot, w, j) => dot + w * x[j], 0) - y[i]);
    const next = x.map((value, j) => {
      const slope = c * v.reduce((sum, row, i) => sum + row[j] * errors[i], 0) + s * (value - a[j]);
      return Math.max(0, value - rate * slope);
    });
    const moved = next.reduce((most, value, j) => Math.max(most, Math.abs(value - x[j])), 0);
    x = next;
    if (moved < 1e-15) break;
  }
  return c * loss(level, x) + s * x.reduce((sum, value, j) => sum + (value * value) / 2 - a[j] * value, 0);
}
