/** s = phi(x), for one value and for two. */
import { Shape } from '../layout';
import { relaxation, relaxations } from './relax';

/** Largest |tanh''|. */
export const TANH_CURVATURE: f64 = 0.7698003589195010;

@inline
export function output(shape: i32, x: f64, floor: f64, ceiling: f64): f64 {
  return shape == Shape.tanh ? tanh(x) : cut(x, floor, ceiling);
}

/** tanh |x| = r/(2 - r) with r = 1 - e^{-2 |x|}: free of cancellation, and odd to the bit. */
export function tanh(x: f64): f64 {
  const r = relaxation(2 * Math.abs(x));
  return copysign<f64>(r / (2 - r), x);
}

export function tanhs(x: v128): v128 {
  const sign = f64x2.splat(-0.0);
  const size = v128.andnot(x, sign);
  const r = relaxations(f64x2.add(size, size));
  return v128.or(f64x2.div(r, f64x2.sub(f64x2.splat(2), r)), v128.and(x, sign));
}

@inline
export function cut(x: f64, low: f64, high: f64): f64 {
  return x < low ? low : x > high ? high : x;
}

/** x < low ? low : x > high ? high : x. */
@inline
export function cuts(x: v128, low: v128, high: v128): v128 {
  return f64x2.pmax(f64x2.pmin(x, high), low);
}
