/** Two neurons at a time, or the two compartments of one. */
import { largeRelaxations, SMALL, smallRelaxations, TINY, tinyRelaxations } from './relax';

/** Which series 1 - e^{-x} takes for all x up to `most`. */
@inline
export function tierOf(most: f64): i32 {
  return most < TINY ? 0 : most < SMALL ? 1 : 2;
}

@inline
export function relax(tier: i32, x: v128): v128 {
  return tier == 0 ? tinyRelaxations(x) : tier == 1 ? smallRelaxations(x) : largeRelaxations(x);
}

@inline
export function at(p: usize, bytes: usize, array: usize): v128 {
  return v128.load(p + array * bytes);
}

@inline
export function put(p: usize, bytes: usize, array: usize, value: v128): void {
  v128.store(p + array * bytes, value);
}

/** x < low ? low : x > high ? high : x. */
@inline
export function cut(x: v128, low: v128, high: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, high), low);
}

/** Whether x is beyond a limit and its target too, moved by `size` at most. */
@inline
export function isCut(x: v128, target: v128, size: v128, low: v128, high: v128): v128 {
  return v128.or(
    v128.and(f64x2.ge(x, high), f64x2.ge(f64x2.sub(target, size), high)),
    v128.and(f64x2.le(x, low), f64x2.le(f64x2.add(target, size), low)),
  );
}

/** Whether s moved from s0 to s1 by neither nothing nor as much as x: there is a kink of phi on the way. */
@inline
export function isKinked(x0: v128, x1: v128, s0: v128, s1: v128): v128 {
  const way = f64x2.sub(s1, s0);
  return v128.and(f64x2.ne(way, f64x2.sub(x1, x0)), f64x2.ne(way, f64x2.splat(0)));
}

/** The first lanes of two vectors. */
@inline
export function low(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

/** The second lanes of two vectors. */
@inline
export function high(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}
