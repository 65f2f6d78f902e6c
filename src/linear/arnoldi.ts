import { zeros } from './arrays.ts';
import type { ComplexMatrix } from './complex-matrix.ts';
import { complexMatrix } from './complex-matrix.ts';
import type { SquareMatrix } from './square-matrix.ts';
import { dot, lengthOf, subtract } from './vectors.ts';

/** A Krylov direction shorter than this fraction of what it came from is rounding: the space is closed. */
const CLOSED = 1e-12;

/**
 * The Hessenberg matrix that represents a matrix on its Krylov space of at most `steps` dimensions (Arnoldi 1951, each
 * direction orthogonalised twice). Its eigenvalues approach the extreme ones of the matrix, and are exact once the space
 * is closed, at the latest when steps = size.
 */
export function arnoldi(matrix: SquareMatrix, steps: number): ComplexMatrix {
  const { size } = matrix;
  const basis = [start(size)];
  const columns: Float64Array[] = [];
  while (columns.length < steps) {
    const next = apply(matrix, basis[basis.length - 1]);
    const before = lengthOf(next);
    const column = zeros(basis.length + 1);
    for (let pass = 0; pass < 2; pass++)
      basis.forEach((direction, i) => {
        const component = dot(direction, next);
        column[i] += component;
        subtract(next, component, direction);
      });
    const rest = lengthOf(next);
    column[basis.length] = rest;
    columns.push(column);
    if (rest <= CLOSED * before) break;
    basis.push(next.map((x) => x / rest));
  }
  const n = columns.length;
  const result = complexMatrix(n, n);
  columns.forEach((column, j) => {
    for (let i = 0; i <= Math.min(j + 1, n - 1); i++) result.re[i * n + j] = column[i];
  });
  return result;
}

/** A unit vector with no special direction: the Weyl sequence of the golden ratio, centred. */
function start(size: number): Float64Array {
  const golden = (Math.sqrt(5) - 1) / 2;
  const vector = zeros(size).map((_, i) => (((i + 1) * golden) % 1) - 0.5);
  const length = lengthOf(vector);
  return vector.map((x) => x / length);
}

function apply({ size, entries }: SquareMatrix, x: Float64Array): Float64Array {
  const y = zeros(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0, at = i * size; j < size; j++, at++) sum += entries[at] * x[j];
    y[i] = sum;
  }
  return y;
}
