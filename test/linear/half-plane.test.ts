import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import type { ComplexMatrix } from '../../src/linear/complex-matrix.ts';
import { liesInHalfPlane } from '../../src/linear/half-plane.ts';
import { stream } from '../../src/random/stream.ts';

/** Largest Re(u z) over the numerical range: the largest eigenvalue of the Hermitian part of u A, as a real matrix of twice the size. */
function furthest({ re, im, rows: n }: ComplexMatrix, cosine: number, sine: number): number {
  const turned = (i: number, j: number) => [
    cosine * re[i * n + j] - sine * im[i * n + j],
    cosine * im[i * n + j] + sine * re[i * n + j],
  ];
  const real = Matrix.zeros(2 * n, 2 * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [a, b] = turned(i, j);
      const [c, d] = turned(j, i);
      const [u, v] = [(a + c) / 2, (b - d) / 2];
      real.set(i, j, u);
      real.set(n + i, n + j, u);
      real.set(i, n + j, -v);
      real.set(n + i, j, v);
    }
  }
  return Math.max(...new EigenvalueDecomposition(real, { assumeSymmetric: true }).realEigenvalues);
}

it.each([1, 2, 5, 10])('is told apart from the next half-plane by roundings, n = %i', (n) => {
  const random = stream('half-plane', n);
  for (let trial = 0; trial < 40; trial++) {
    const part = () => Float64Array.from({ length: n * n }, () => random() - 0.5);
    const matrix = { rows: n, columns: n, re: part(), im: part() };
    const angle = 3 * (2 * random() - 1);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const edge = furthest(matrix, cosine, sine);
    expect(liesInHalfPlane(matrix, cosine, sine, edge + 1e-9)).toBe(true);
    expect(liesInHalfPlane(matrix, cosine, sine, edge - 1e-9)).toBe(false);
  }
});

it('holds no matrix that is not finite', () => {
  const matrix = { rows: 1, columns: 1, re: Float64Array.of(Number.NaN), im: Float64Array.of(0) };
  expect(liesInHalfPlane(matrix, 1, 0, 1)).toBe(false);
});
