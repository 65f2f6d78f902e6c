/** ../relax.ts, for one value and for two. */
const TINY: f64 = 0.006;
const SMALL: f64 = 0.1;
const LARGE: f64 = 40;

/** 1/n! for n = 0 .. 13: read from memory, because the compiler makes a vector of a constant anew wherever it is used. */
const FACTORIALS: usize = memory.data<f64>([
  1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 40320.0, 1.0 / 362880.0,
  1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0,
]);

/** Entry n of such a table, twice. */
@inline
function twice(table: usize, n: usize): v128 {
  return v128.load64_splat(table + (n << 3));
}

/** For two values x < TINY. */
@inline
export function tinyRelaxations(x: v128): v128 {
  let sum = f64x2.sub(twice(FACTORIALS, 4), f64x2.mul(x, twice(FACTORIALS, 5)));
  sum = f64x2.sub(twice(FACTORIALS, 3), f64x2.mul(x, sum));
  sum = f64x2.sub(twice(FACTORIALS, 2), f64x2.mul(x, sum));
  return f64x2.mul(x, f64x2.sub(twice(FACTORIALS, 1), f64x2.mul(x, sum)));
}

/** For two values x < SMALL. */
@inline
function smallRelaxations(x: v128): v128 {
  let sum = f64x2.sub(twice(FACTORIALS, 8), f64x2.mul(x, twice(FACTORIALS, 9)));
  sum = f64x2.sub(twice(FACTORIALS, 7), f64x2.mul(x, sum));
  sum = f64x2.sub(twice(FACTORIALS, 6), f64x2.mul(x, sum));
  sum = f64x2.sub(twice(FACTORIALS, 5), f64x2.mul(x, sum));
  sum = f64x2.sub(twice(FACTORIALS, 4), f64x2.mul(x, sum));
  sum = f64x2.sub(twice(FACTORIALS, 3), f64x2.mul(x, sum));
  sum = f64x2.sub(twice(FACTORIALS, 2), f64x2.mul(x, sum));
  return f64x2.mul(x, f64x2.sub(twice(FACTORIALS, 1), f64x2.mul(x, sum)));
}

/** For any two values x >= 0. */
function largeRelaxations(x: v128): v128 {
  const whole = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(0.5)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(whole, f64x2.splat(0.6931471803691238))),
    f64x2.mul(whole, f64x2.splat(1.9082149292705877e-10)),
  );
  let sum = f64x2.sub(twice(FACTORIALS, 12), f64x2.mul(r, twice(FACTORIALS, 13)));
  sum = f64x2.sub(twice(FACTORIALS, 11), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 10), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 9), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 8), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 7), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 6), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 5), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 4), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 3), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 2), f64x2.mul(r, sum));
  sum = f64x2.sub(twice(FACTORIALS, 1), f64x2.mul(r, sum));
  // 2^-whole by its exponent.
  const halvings = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(whole));
  const power = i64x2.shl(i64x2.sub(i64x2.splat(1023), halvings), 52);
  const result = f64x2.sub(twice(FACTORIALS, 0), f64x2.mul(f64x2.sub(twice(FACTORIALS, 0), f64x2.mul(r, sum)), power));
  return v128.bitselect(f64x2.splat(1), result, f64x2.ge(x, f64x2.splat(LARGE)));
}

/** For any two values x >= 0, each by the series that is exact for it. */
export function relaxations(x: v128): v128 {
  return v128.bitselect(smallRelaxations(x), largeRelaxations(x), f64x2.lt(x, f64x2.splat(SMALL)));
}

/** The same, where mostly both are small. */
@inline
export function anyRelaxations(x: v128): v128 {
  return v128.all_true<i64>(f64x2.lt(x, f64x2.splat(SMALL))) ? smallRelaxations(x) : relaxations(x);
}

/** (-1)^n/(n + 1)! for n = 0 .. 15. */
const SERIES: usize = memory.data<f64>([
  1.0, -1.0 / 2.0, 1.0 / 6.0, -1.0 / 24.0, 1.0 / 120.0, -1.0 / 720.0, 1.0 / 5040.0, -1.0 / 40320.0, 1.0 / 362880.0,
  -1.0 / 3628800.0, 1.0 / 39916800.0, -1.0 / 479001600.0, 1.0 / 6227020800.0, -1.0 / 87178291200.0,
  1.0 / 1307674368000.0, -1.0 / 20922789888000.0,
]);

/** For two values x < 0.7: the Taylor series to x^16, in the shortest chain of operations (Estrin). */
export function nearRelaxations(x: v128): v128 {
  const x2 = f64x2.mul(x, x);
  const x4 = f64x2.mul(x2, x2);
  const x8 = f64x2.mul(x4, x4);
  const c0 = f64x2.add(twice(SERIES, 0), f64x2.mul(twice(SERIES, 1), x));
  const c2 = f64x2.add(twice(SERIES, 2), f64x2.mul(twice(SERIES, 3), x));
  const c4 = f64x2.add(twice(SERIES, 4), f64x2.mul(twice(SERIES, 5), x));
  const c6 = f64x2.add(twice(SERIES, 6), f64x2.mul(twice(SERIES, 7), x));
  const c8 = f64x2.add(twice(SERIES, 8), f64x2.mul(twice(SERIES, 9), x));
  const c10 = f64x2.add(twice(SERIES, 10), f64x2.mul(twice(SERIES, 11), x));
  const c12 = f64x2.add(twice(SERIES, 12), f64x2.mul(twice(SERIES, 13), x));
  const c14 = f64x2.add(twice(SERIES, 14), f64x2.mul(twice(SERIES, 15), x));
  const low = f64x2.add(f64x2.add(c0, f64x2.mul(c2, x2)), f64x2.mul(x4, f64x2.add(c4, f64x2.mul(c6, x2))));
  const high = f64x2.add(f64x2.add(c8, f64x2.mul(c10, x2)), f64x2.mul(x4, f64x2.add(c12, f64x2.mul(c14, x2))));
  return f64x2.mul(x, f64x2.add(low, f64x2.mul(x8, high)));
}

/** Which series serves all x up to `most`. */
@inline
export function tierOf(most: f64): i32 {
  return most < TINY ? 0 : most < SMALL ? 1 : 2;
}

@inline
export function relax(tier: i32, x: v128): v128 {
  return tier == 0 ? tinyRelaxations(x) : tier == 1 ? smallRelaxations(x) : largeRelaxations(x);
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
