import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { expect, it } from 'vitest';
import { isNormBelow, looseNormBound, spectralNorm, spectralNormBound } from '../../src/linear/spectral-norm.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

it.each([
  [1, 1],
  [3, 1],
  [1, 7],
  [10, 32],
  [32, 10],
  [60, 60],
])('the spectral norm of a %i x %i matrix is its largest singular value, and its bound not below', (rows, columns) => {
  const random = stream('spectral norm', rows, columns);
  const values = Float64Array.from({ length: rows * columns }, () => normal(random));
  const own = spectralNorm(values, columns);
  const { norm2 } = new SingularValueDecomposition(Matrix.from1DArray(rows, columns, values), { autoTranspose: true });
  expect(Math.abs(own / norm2 - 1)).toBeLessThan(1e-12);
  const ones = (n: number) => new Float64Array(n).fill(1);
  const bound = spectralNormBound(values, ones(rows), ones(columns));
  expect(bound).toBeGreaterThanOrEqual(norm2 * (1 - 1e-14));
  expect(bound / norm2 - 1).toBeLessThan(1e-8);
  const loose = looseNormBound(values, ones(rows), ones(columns)) / norm2;
  expect(loose).toBeGreaterThanOrEqual(1 - 1e-14);
  expect(loose).toBeLessThanOrEqual(Math.min(rows, columns) ** (1 / 8) * (1 + 1e-14));
});

it('two singular values that are all but the same are no trouble', () => {
  expect(spectralNorm(Float64Array.of(2, 0, 0, 2 - 1e-9), 2)).toBeCloseTo(2, 8);
  expect(spectralNorm(new Float64Array(6), 3)).toBe(0);
});

it('a norm is below a limit from itself on, to 1e-9', () => {
  const random = stream('norm below');
  for (const [rows, columns] of [
    [3, 8],
    [9, 4],
  ]) {
    const values = Float64Array.from({ length: rows * columns }, () => 4 * random() - 2);
    const [left, right] = [rows, columns].map((n) => Float64Array.from({ length: n }, random));
    const scaled = values.map((value, at) => left[Math.floor(at / columns)] * value * right[at % columns]);
    const norm = spectralNorm(scaled, columns);
    expect(isNormBelow(values, left, right, norm * (1 + 1e-9))).toBe(true);
    expect(isNormBelow(values, left, right, norm * (1 - 1e-9))).toBe(false);
  }
});
