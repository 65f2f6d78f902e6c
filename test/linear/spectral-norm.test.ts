import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { expect, it } from 'vitest';
import { spectralNorm, spectralNormBound } from '../../src/linear/spectral-norm.ts';
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
});

it('two singular values that are all but the same are no trouble', () => {
  expect(spectralNorm(Float64Array.of(2, 0, 0, 2 - 1e-9), 2)).toBeCloseTo(2, 8);
  expect(spectralNorm(new Float64Array(6), 3)).toBe(0);
});
