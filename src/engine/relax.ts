/** Up to here the Taylor series to x^5 is exact to rounding: the next term is x^6/720. */
export const TINY = 0.006;
/** Up to here the Taylor series to x^9 is exact to rounding: the next term is x^10/3628800. */
export const SMALL = 0.1;
/** From here on e^{-x} < 2^-54 and 1 - e^{-x} rounds to 1. */
const LARGE = 40;

/** ln 2 in two parts, the first short enough that k times it is exact. */
const LN2_HIGH = 5954088942 / 2 ** 33;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^-k for k = 0 .. 63. */
const HALVES = Float64Array.from({ length: 64 }, (_, k) => 2 ** -k);

/**
 * 1 - e^{-x} for x >= 0: the fraction of the way to its target that a compartment goes in x time constants. Written out
 * in sums and products, not as Math.exp, so that every implementation of it gives the same bits; the absolute error
 * stays below 2.3e-16.
 */
export function relaxation(x: number): number {
  return x < SMALL ? smallRelaxation(x) : largeRelaxation(x);
}

/** For x < TINY. */
export function tinyRelaxation(x: number): number {
  let sum = 1 / 24 - x * (1 / 120);
  sum = 1 / 6 - x * sum;
  sum = 1 / 2 - x * sum;
  return x * (1 - x * sum);
}

/** For x < SMALL. */
export function smallRelaxation(x: number): number {
  let sum = 1 / 40320 - x * (1 / 362880);
  sum = 1 / 5040 - x * sum;
  sum = 1 / 720 - x * sum;
  sum = 1 / 120 - x * sum;
  sum = 1 / 24 - x * sum;
  sum = 1 / 6 - x * sum;
  sum = 1 / 2 - x * sum;
  return x * (1 - x * sum);
}

/** For any x >= 0: e^{-x} = 2^-k e^{-r} with |r| <= ln(2)/2, the latter by its Taylor series to r^13. */
export function largeRelaxation(x: number): number {
  if (x >= LARGE) return 1;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1 / 479001600 - r * (1 / 6227020800);
  sum = 1 / 39916800 - r * sum;
  sum = 1 / 3628800 - r * sum;
  sum = 1 / 362880 - r * sum;
  sum = 1 / 40320 - r * sum;
  sum = 1 / 5040 - r * sum;
  sum = 1 / 720 - r * sum;
  sum = 1 / 120 - r * sum;
  sum = 1 / 24 - r * sum;
  sum = 1 / 6 - r * sum;
  sum = 1 / 2 - r * sum;
  sum = 1 - r * sum;
  return 1 - (1 - r * sum) * HALVES[k];
}
