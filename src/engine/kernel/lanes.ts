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
