import { atan2 } from '../model/elementary.ts';
import type { ComplexMatrix } from './complex-matrix.ts';

/**
 * Solves A X = B by Gaussian elimination with partial pivoting. Overwrites B with X, destroys A, and returns the
 * argument of det A in radians, not wrapped (a sum of the pivots' arguments).
 */
export function solveComplex(a: ComplexMatrix, b: ComplexMatrix): number {
  const n = a.rows;
  const { re, im } = a;
  let angle = 0;
  for (let k = 0; k < n; k++) {
    const pivot = pivotRow(a, k);
    if (pivot !== k) {
      swapRows(a, k, pivot);
      swapRows(b, k, pivot);
      angle += Math.PI;
    }
    const x = re[k * n + k];
    const y = im[k * n + k];
    const square = x * x + y * y;
    if (!(square > 0)) throw new Error(`complex solve: singular matrix (pivot ${k} of ${n} is ${x} + ${y}i)`);
    angle += atan2(y, x);
    for (let i = k + 1; i < n; i++) {
      const u = re[i * n + k];
      const v = im[i * n + k];
      if (u === 0 && v === 0) continue;
      const factorRe = (u * x + v * y) / square;
      const factorIm = (v * x - u * y) / square;
      subtractRow(a, i, k, factorRe, factorIm, k + 1);
      subtractRow(b, i, k, factorRe, factorIm, 0);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) subtractRow(b, k, i, re[k * n + i], im[k * n + i], 0);
    divideRow(b, k, re[k * n + k], im[k * n + k]);
  }
  return angle;
}

function pivotRow({ re, im, rows: n }: ComplexMatrix, column: number): number {
  let best = column;
  let largest = -1;
  for (let i = column; i < n; i++) {
    const square = re[i * n + column] ** 2 + im[i * n + column] ** 2;
    if (square > largest) {
      largest = square;
      best = i;
    }
  }
  return best;
}

function swapRows({ re, im, columns }: ComplexMatrix, i: number, k: number): void {
  for (let j = 0; j < columns; j++) {
    const x = re[i * columns + j];
    re[i * columns + j] = re[k * columns + j];
    re[k * columns + j] = x;
    const y = im[i * columns + j];
    im[i * columns + j] = im[k * columns + j];
    im[k * columns + j] = y;
  }
}

/** Row i minus (x + iy) times row k, from column `first` on. */
function subtractRow(m: ComplexMatrix, i: number, k: number, x: number, y: number, first: number): void {
  const { re, im, columns } = m;
  const to = i * columns;
  const from = k * columns;
  for (let j = first; j < columns; j++) {
    const u = re[from + j];
    const v = im[from + j];
    re[to + j] -= x * u - y * v;
    im[to + j] -= x * v + y * u;
  }
}

function divideRow({ re, im, columns }: ComplexMatrix, i: number, x: number, y: number): void {
  const square = x * x + y * y;
  for (let j = i * columns; j < (i + 1) * columns; j++) {
    const u = re[j];
    const v = im[j];
    re[j] = (u * x + v * y) / square;
    im[j] = (v * x - u * y) / square;
  }
}
