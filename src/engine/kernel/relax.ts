/** ../relax.ts, for one value and for two. */
export const TINY: f64 = 0.006;
export const SMALL: f64 = 0.1;
const LARGE: f64 = 40;

/** For two values x < TINY. */
@inline
export function tinyRelaxations(x: v128): v128 {
  let sum = minus(1.0 / 24.0, f64x2.mul(x, f64x2.splat(1.0 / 120.0)));
  sum = minus(1.0 / 6.0, f64x2.mul(x, sum));
  sum = minus(1.0 / 2.0, f64x2.mul(x, sum));
  return f64x2.mul(x, minus(1.0, f64x2.mul(x, sum)));
}

/** For two values x < SMALL. */
@inline
export function smallRelaxations(x: v128): v128 {
  let sum = minus(1.0 / 40320.0, f64x2.mul(x, f64x2.splat(1.0 / 362880.0)));
  sum = minus(1.0 / 5040.0, f64x2.mul(x, sum));
  sum = minus(1.0 / 720.0, f64x2.mul(x, sum));
  sum = minus(1.0 / 120.0, f64x2.mul(x, sum));
  sum = minus(1.0 / 24.0, f64x2.mul(x, sum));
  sum = minus(1.0 / 6.0, f64x2.mul(x, sum));
  sum = minus(1.0 / 2.0, f64x2.mul(x, sum));
  return f64x2.mul(x, minus(1.0, f64x2.mul(x, sum)));
}

/** For two values x < BRIEF, in a shorter chain of operations. */
export const BRIEF: f64 = 0.03;
@inline
export function briefRelaxations(x: v128): v128 {
  const square = f64x2.mul(x, x);
  const first = minus(1.0, f64x2.mul(x, f64x2.splat(1.0 / 2.0)));
  const second = minus(1.0 / 6.0, f64x2.mul(x, f64x2.splat(1.0 / 24.0)));
  const third = minus(1.0 / 120.0, f64x2.mul(x, f64x2.splat(1.0 / 720.0)));
  const fourth = minus(1.0 / 5040.0, f64x2.mul(x, f64x2.splat(1.0 / 40320.0)));
  const low = f64x2.add(first, f64x2.mul(square, second));
  const high = f64x2.add(third, f64x2.mul(square, fourth));
  return f64x2.mul(x, f64x2.add(low, f64x2.mul(f64x2.mul(square, square), high)));
}

@inline
function minus(constant: f64, value: v128): v128 {
  return f64x2.sub(f64x2.splat(constant), value);
}

/** For any two values x >= 0. */
export function largeRelaxations(x: v128): v128 {
  const whole = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(0.5)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(whole, f64x2.splat(0.6931471803691238))),
    f64x2.mul(whole, f64x2.splat(1.9082149292705877e-10)),
  );
  let sum = minus(1.0 / 479001600.0, f64x2.mul(r, f64x2.splat(1.0 / 6227020800.0)));
  sum = minus(1.0 / 39916800.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 3628800.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 362880.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 40320.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 5040.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 720.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 120.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 24.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 6.0, f64x2.mul(r, sum));
  sum = minus(1.0 / 2.0, f64x2.mul(r, sum));
  sum = minus(1.0, f64x2.mul(r, sum));
  // 2^-whole by its exponent.
  const halvings = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(whole));
  const power = i64x2.shl(i64x2.sub(i64x2.splat(1023), halvings), 52);
  const result = minus(1.0, f64x2.mul(minus(1.0, f64x2.mul(r, sum)), power));
  return v128.bitselect(f64x2.splat(1), result, f64x2.ge(x, f64x2.splat(LARGE)));
}

function largeRelaxation(x: f64): f64 {
  if (x >= LARGE) return 1;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  let sum: f64 = 1.0 / 479001600.0 - r * (1.0 / 6227020800.0);
  sum = 1.0 / 39916800.0 - r * sum;
  sum = 1.0 / 3628800.0 - r * sum;
  sum = 1.0 / 362880.0 - r * sum;
  sum = 1.0 / 40320.0 - r * sum;
  sum = 1.0 / 5040.0 - r * sum;
  sum = 1.0 / 720.0 - r * sum;
  sum = 1.0 / 120.0 - r * sum;
  sum = 1.0 / 24.0 - r * sum;
  sum = 1.0 / 6.0 - r * sum;
  sum = 1.0 / 2.0 - r * sum;
  sum = 1.0 - r * sum;
  return 1 - (1 - r * sum) * reinterpret<f64>((<u64>1023 - <u64>k) << 52);
}

/** For one x >= 0. */
export function relaxation(x: f64): f64 {
  if (x >= SMALL) return largeRelaxation(x);
  let sum: f64 = 1.0 / 40320.0 - x * (1.0 / 362880.0);
  sum = 1.0 / 5040.0 - x * sum;
  sum = 1.0 / 720.0 - x * sum;
  sum = 1.0 / 120.0 - x * sum;
  sum = 1.0 / 24.0 - x * sum;
  sum = 1.0 / 6.0 - x * sum;
  sum = 1.0 / 2.0 - x * sum;
  return x * (1 - x * sum);
}
