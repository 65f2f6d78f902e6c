import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { complexEigenvalues } from '../../src/linear/complex-eigenvalues.ts';
import type { ComplexMatrix } from '../../src/linear/complex-matrix.ts';
import { complexMatrix, times } from '../../src/linear/complex-matrix.ts';
import { solveComplex } from '../../src/linear/complex-solve.ts';
import { stronglyConnected } from '../../src/linear/components.ts';
import { stream } from '../../src/random/stream.ts';

function randomMatrix(rows: number, columns: number, seed: string): ComplexMatrix {
  const draw = stream(seed, rows, columns);
  const matrix = complexMatrix(rows, columns);
  for (let i = 0; i < matrix.re.length; i++) {
    matrix.re[i] = draw() - 0.5;
    matrix.im[i] = draw() - 0.5;
  }
  return matrix;
}

function copy({ rows, columns, re, im }: ComplexMatrix): ComplexMatrix {
  return { rows, columns, re: re.slice(), im: im.slice() };
}

/** Largest distance from an expected eigenvalue to the closest computed one, each computed one used once. */
function distance(
  spectrum: { re: Float64Array; im: Float64Array },
  re: ArrayLike<number>,
  im: ArrayLike<number>,
): number {
  const left = new Set(spectrum.re.keys());
  let worst = 0;
  for (let i = 0; i < re.length; i++) {
    let closest = -1;
    let best = Infinity;
    for (const j of left) {
      const d = Math.hypot(spectrum.re[j] - re[i], spectrum.im[j] - im[i]);
      if (d < best) [best, closest] = [d, j];
    }
    left.delete(closest);
    worst = Math.max(worst, best);
  }
  return worst;
}

describe('eigenvalues', () => {
  it.each([1, 2, 3, 10, 60])('of a real matrix are those of ml-matrix, n = %i', (n) => {
    const matrix = randomMatrix(n, n, 'real');
    matrix.im.fill(0);
    const expected = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix.re));
    const spectrum = complexEigenvalues(copy(matrix));
    expect(distance(spectrum, expected.realEigenvalues, expected.imaginaryEigenvalues)).toBeLessThan(1e-12);
  });

  it.each([2, 5, 16])('of a complex circulant are the Fourier transform of its row, n = %i', (n) => {
    const row = randomMatrix(1, n, 'circulant');
    const matrix = complexMatrix(n, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        matrix.re[i * n + j] = row.re[(j - i + n) % n];
        matrix.im[i * n + j] = row.im[(j - i + n) % n];
      }
    }
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    for (let p = 0; p < n; p++) {
      for (let j = 0; j < n; j++) {
        const angle = (2 * Math.PI * p * j) / n;
        re[p] += row.re[j] * Math.cos(angle) - row.im[j] * Math.sin(angle);
        im[p] += row.re[j] * Math.sin(angle) + row.im[j] * Math.cos(angle);
      }
    }
    expect(distance(complexEigenvalues(matrix), re, im)).toBeLessThan(1e-13 * n);
  });

  it('of a permutation are the roots of unity, which need an exceptional shift', () => {
    const n = 8;
    const matrix = complexMatrix(n, n);
    for (let i = 0; i < n; i++) matrix.re[i * n + ((i + 1) % n)] = 1;
    const angles = Float64Array.from({ length: n }, (_, p) => (2 * Math.PI * p) / n);
    expect(distance(complexEigenvalues(matrix), angles.map(Math.cos), angles.map(Math.sin))).toBeLessThan(1e-13);
  });

  it('of zero, of a Jordan block and of a triangular matrix stand on the diagonal', () => {
    const n = 6;
    expect(complexEigenvalues(complexMatrix(n, n)).re.every((x) => x === 0)).toBe(true);
    const jordan = complexMatrix(n, n);
    for (let i = 0; i < n; i++) {
      jordan.re[i * n + i] = 2;
      if (i < n - 1) jordan.re[i * n + i + 1] = 1;
    }
    expect(complexEigenvalues(jordan)).toEqual({ re: new Float64Array(n).fill(2), im: new Float64Array(n) });
  });

  it('refuses a matrix that is not finite', () => {
    const matrix = complexMatrix(2, 2);
    matrix.im[1] = Number.NaN;
    expect(() => complexEigenvalues(matrix)).toThrow('not finite');
  });
});

it('of a matrix whose squares underflow are found: softmax slopes of a network that is sure of its answer', () => {
  const entries = [-4e-163, 5e-271, 4e-163, 2e-305, 5e-271, -8e-107, 8e-107, 4e-249, 4e-163, 8e-107, 0, 3e-141];
  const matrix = complexMatrix(4, 4);
  matrix.re.set([...entries, 2e-305, 4e-249, 3e-141, -3e-141]);
  // To rounding it is [[-8, 8], [8, 0]] 1e-107: eigenvalues 4 (-1 +- sqrt 5) 1e-107.
  const found = [...complexEigenvalues(matrix).re].map((value) => value / 1e-107).sort((a, b) => a - b);
  expect(found[0]).toBeCloseTo(4 * (-1 - Math.sqrt(5)), 12);
  expect(found[3]).toBeCloseTo(4 * (-1 + Math.sqrt(5)), 12);
});

describe('complex solve', () => {
  it.each([1, 2, 7, 40])('solves, and knows the argument of the determinant, n = %i', (n) => {
    const a = randomMatrix(n, n, 'solve');
    const x = randomMatrix(n, 3, 'solution');
    const b = complexMatrix(n, 3);
    times(a, x, b);
    const angle = solveComplex(copy(a), b);
    for (let i = 0; i < x.re.length; i++) {
      expect(Math.abs(b.re[i] - x.re[i])).toBeLessThan(1e-11);
      expect(Math.abs(b.im[i] - x.im[i])).toBeLessThan(1e-11);
    }
    const { re, im } = complexEigenvalues(copy(a));
    const expected = re.reduce((sum, value, i) => sum + Math.atan2(im[i], value), 0);
    expect(Math.abs(Math.sin((angle - expected) / 2))).toBeLessThan(1e-11);
  });

  it('refuses a singular matrix', () => {
    expect(() => solveComplex(complexMatrix(2, 2), complexMatrix(2, 1))).toThrow('singular');
  });
});

describe('strongly connected components', () => {
  it('are the cycles of a graph, the rest one by one', () => {
    // 0 -> 1 -> 2 -> 0, 2 -> 3, 3 <-> 4, 5 alone.
    const edges = [
      [0, 1],
      [1, 2],
      [2, 0],
      [2, 3],
      [3, 4],
      [4, 3],
      [5, 0],
    ];
    const entries = new Float64Array(36);
    for (const [i, j] of edges) entries[i * 6 + j] = 1;
    const found = stronglyConnected({ size: 6, entries }).map((members) => members.sort((a, b) => a - b));
    expect(found.sort((a, b) => a[0] - b[0])).toEqual([[0, 1, 2], [3, 4], [5]]);
  });
});
