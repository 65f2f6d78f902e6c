import { expect, it } from 'vitest';
import { KERNEL_BYTES } from '../../src/learning/kernel-bytes.ts';
import { Workspace } from '../../src/linear/workspace.ts';
import { stream } from '../../src/random/stream.ts';

interface Kernel {
  factorise(a: number, n: number, row: number, pivots: number): number;
  solve(a: number, n: number, row: number, pivots: number, b: number): void;
  solveRows(a: number, n: number, row: number, pivots: number, b: number, columns: number, width: number): void;
}

/** An n x n matrix and right sides in a memory of the kernel, with rows longer than n, full of NaN beyond it. */
class Factorisation {
  private readonly n: number;
  private readonly row: number;
  private readonly memory: Float64Array;
  private readonly kernel: Kernel;

  constructor(n: number) {
    const workspace = new Workspace<Kernel>(KERNEL_BYTES);
    this.n = n;
    this.row = 2 * Math.ceil(n / 2) + 2;
    this.kernel = workspace.exports;
    this.memory = workspace.reserve(n * this.row + 6 * n + 4).fill(Number.NaN);
  }

  set(values: Float64Array): void {
    for (let i = 0; i < this.n; i++) this.memory.set(values.subarray(i * this.n, (i + 1) * this.n), i * this.row);
  }

  factorise(): number {
    return this.kernel.factorise(0, this.n, 8 * this.row, 8 * this.pivots);
  }

  solve(b: Float64Array): void {
    this.memory.set(b, this.sides);
    this.kernel.solve(0, this.n, 8 * this.row, 8 * this.pivots, 8 * this.sides);
    b.set(this.memory.subarray(this.sides, this.sides + this.n));
  }

  solveRows(b: Float64Array, columns: number): void {
    const width = 4;
    for (let i = 0; i < this.n; i++) {
      this.memory.set(b.subarray(i * columns, (i + 1) * columns), this.sides + width * i);
    }
    const { n, row, pivots, sides } = this;
    this.kernel.solveRows(0, n, 8 * row, 8 * pivots, 8 * sides, columns, 8 * width);
    for (let i = 0; i < n; i++) {
      const from = sides + width * i;
      b.set(this.memory.subarray(from, from + columns), i * columns);
    }
  }

  private get pivots(): number {
    return this.n * this.row;
  }

  private get sides(): number {
    return this.pivots + 2 * Math.ceil(this.n / 2);
  }
}

it.each([1, 2, 3, 10, 40])(
  'solves for one right side after the other, and has the sign of the determinant, n = %i',
  (n) => {
    const random = stream('factorisation', n);
    for (let trial = 0; trial < 20; trial++) {
      const a = Float64Array.from({ length: n * n }, () => random() - 0.5);
      const system = new Factorisation(n);
      system.set(a);
      const sign = system.factorise();
      expect(sign).toBe(Math.sign(determinant(a, n)));
      for (let side = 0; side < 2; side++) {
        const x = Float64Array.from({ length: n }, () => random() - 0.5);
        const b = x.map((_, i) => x.reduce((sum, value, j) => sum + a[i * n + j] * value, 0));
        system.solve(b);
        // Backward stable: the residual is some roundings of n terms, whatever the condition.
        b.forEach((_, i) => {
          const residual = b.reduce((sum, value, j) => sum + a[i * n + j] * (value - x[j]), 0);
          const size = b.reduce((sum, value) => sum + Math.abs(value), 1);
          expect(Math.abs(residual)).toBeLessThan(4 * n * n * Number.EPSILON * size);
        });
      }
    }
  },
);

it.each([1, 4, 17])('solves for several right sides at once as for one after the other, n = %i', (n) => {
  const random = stream('right sides', n);
  const system = new Factorisation(n);
  system.set(Float64Array.from({ length: n * n }, () => random() - 0.5));
  system.factorise();
  for (const columns of [0, 1, 3]) {
    const all = Float64Array.from({ length: n * columns }, () => random() - 0.5);
    const sides = Array.from({ length: columns }, (_, j) =>
      Float64Array.from({ length: n }, (_, i) => all[i * columns + j]),
    );
    system.solveRows(all, columns);
    sides.forEach((side, j) => {
      system.solve(side);
      const scale = side.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      side.forEach((value, i) => {
        expect(Math.abs(value - all[i * columns + j])).toBeLessThan(1e-12 * scale);
      });
    });
  }
});

it('says so where the matrix is singular', () => {
  const system = new Factorisation(3);
  system.set(Float64Array.of(0, 2, 1, 0, 4, 2, 0, 1, 5));
  expect(system.factorise()).toBe(0);
});

/** By the rule of Sarrus and its kin: expansion along rows while that is short, products of pivots without exchanges beyond. */
function determinant(a: Float64Array, n: number): number {
  if (n === 1) return a[0];
  if (n > 3) return pivots(a, n);
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const minor = Float64Array.from({ length: (n - 1) ** 2 }, (_, at) => {
      const column = at % (n - 1);
      return a[(1 + Math.floor(at / (n - 1))) * n + (column < j ? column : column + 1)];
    });
    sum += (j % 2 === 0 ? 1 : -1) * a[j] * determinant(minor, n - 1);
  }
  return sum;
}

function pivots(a: Float64Array, n: number): number {
  const m = a.slice();
  let product = 1;
  for (let k = 0; k < n; k++) {
    product *= m[k * n + k];
    for (let i = k + 1; i < n; i++) {
      const factor = m[i * n + k] / m[k * n + k];
      for (let j = k; j < n; j++) m[i * n + j] -= factor * m[k * n + j];
    }
  }
  return product;
}
