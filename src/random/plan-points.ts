import { owenScramble } from './owen-scramble.ts';
import { SOBOL_DIMENSIONS, sobolBits } from './sobol.ts';
import { type Stream, stream } from './stream.ts';

/**
 * A coordinate of a point of a plan, in (0, 1), uniform over all seeds. `dimension` and `point` from 0. Dimensions of one set are spread
 * evenly together, those of different sets each by itself. @param set none: the one that needs no name
 */
export type PlanPoints = (
  seed: string,
  replicate: number,
  dimension: number,
  point: number,
  set?: readonly (string | number)[],
) => number;

/** Points of a Latin hypercube; it is extended by further ones, independent of it. */
export const LATIN_BLOCK = 32;

/**
 * Scrambled Sobol sequences, one to each replicate. A set of a name takes the same points in an order of its own, shuffled so that
 * aligned blocks of 2^m stay such (Burley 2020, section 4: padding); it may have any number of dimensions, 24 in a row being even together.
 */
export const sobolPoints: PlanPoints = (seed, replicate, dimension, point, set = []) => {
  const row = Math.floor(dimension / SOBOL_DIMENSIONS);
  const isNamed = set.length > 0;
  const order = isNamed ? bitsAt(seed, 'plan', 'sobol order', replicate, row, ...set) : 0;
  const scramble = bitsAt(seed, 'plan', 'sobol', replicate, dimension, ...set);
  const at = isNamed ? owenScramble(point, order) : point;
  const bits = sobolBits(at, isNamed ? dimension % SOBOL_DIMENSIONS : dimension);
  return (owenScramble(bits, scramble) + 0.5) / 2 ** 32;
};

function bitsAt(seed: string, ...address: readonly (string | number)[]): number {
  return Math.floor(2 ** 32 * stream(seed, ...address)());
}

/** Latin hypercubes of 32 points, one after the other: each has a point in every 32nd part of a dimension, however many there are. */
export const latinPoints: PlanPoints = (seed, replicate, dimension, point, set = []) => {
  const block = Math.floor(point / LATIN_BLOCK);
  const draw = stream(seed, 'plan', 'latin-hypercube', replicate, dimension, block, ...set);
  const strata = shuffled(LATIN_BLOCK, draw);
  const within = stream(seed, 'plan', 'latin-hypercube', replicate, dimension, 'within', point, ...set)();
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
