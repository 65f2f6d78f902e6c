import { owenScramble } from './owen-scramble.ts';
import { sobolBits } from './sobol.ts';
import { type Stream, stream } from './stream.ts';

/** A coordinate of a point of a plan, in (0, 1), uniform over all seeds. `dimension` and `point` from 0. */
export type PlanPoints = (seed: string, replicate: number, dimension: number, point: number) => number;

/** Points of a Latin hypercube; it is extended by further ones, independent of it. */
export const LATIN_BLOCK = 32;

/** Scrambled Sobol sequences, one to each replicate. */
export const sobolPoints: PlanPoints = (seed, replicate, dimension, point) => {
  const scramble = Math.floor(2 ** 32 * stream(seed, 'plan', 'sobol', replicate, dimension)());
  return (owenScramble(sobolBits(point, dimension), scramble) + 0.5) / 2 ** 32;
};

/** Latin hypercubes of 32 points, one after the other: each has a point in every 32nd part of a dimension. */
export const latinPoints: PlanPoints = (seed, replicate, dimension, point) => {
  const block = Math.floor(point / LATIN_BLOCK);
  const draw = stream(seed, 'plan', 'latin-hypercube', replicate, dimension, block);
  const strata = shuffled(LATIN_BLOCK, draw);
  const within = stream(seed, 'plan', 'latin-hypercube', replicate, dimension, 'within', point)();
  return (strata[point % LATIN_BLOCK] + within) / LATIN_BLOCK;
};

/** 0 .. n - 1 in an order drawn from all with the same chance (Fisher, Yates). */
function shuffled(n: number, draw: Stream): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor((i + 1) * draw());
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
