import { expect } from 'vitest';

/** Two-sided 1e-6 of the normal law. */
const Z = 4.8916384757;

/** The mean of independent values of known mean and sigma, many enough for the central limit: false alarm 1e-6. */
export function meanIsWithin(values: ArrayLike<number>, mean: number, sigma: number): void {
  expect(Math.abs(meanOf(values) - mean)).toBeLessThan((Z * sigma) / Math.sqrt(values.length));
}

/** The variance of n normal values: chi-square of n - 1 degrees of freedom by Wilson and Hilferty, false alarm 1e-6. */
export function varianceIsWithin(values: ArrayLike<number>, variance: number): void {
  const [low, high] = chiSquareBounds(values.length - 1);
  expect(varianceOf(values) / variance).toBeGreaterThan(low);
  expect(varianceOf(values) / variance).toBeLessThan(high);
}

/** Two-sided 1e-6 bounds of chi-square/degrees (Wilson, Hilferty 1931: 0.1 % of the bound for 100 degrees and more). */
export function chiSquareBounds(degrees: number): [low: number, high: number] {
  const c = 2 / (9 * degrees);
  return [(1 - c - Z * Math.sqrt(c)) ** 3, (1 - c + Z * Math.sqrt(c)) ** 3];
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** With n - 1 in the denominator. */
export function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) ** 2;
  return sum / (values.length - 1);
}
