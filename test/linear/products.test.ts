import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addProduct } from '../../src/linear/add-product.ts';
import { multiplyDown, multiplyUp } from '../../src/linear/batch-products.ts';
import { type Matrix, rowMajor, transposed } from '../../src/linear/matrix.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

function normals(count: number, name: string): Float64Array {
  const random = stream('matrix', name);
  return new Float64Array(count).map(() => normal(random));
}

/** A rows x columns matrix, as stored or stored the other way and read in transpose. */
function matrixOf(rows: number, columns: number, turned: boolean, name: string): Matrix {
  const values = normals(rows * columns, name);
  return turned ? transposed(rowMajor(values, columns, rows)) : rowMajor(values, rows, columns);
}

/** c + a b by three plain loops, each sum in the order of its terms. */
function plainSum(a: Matrix, b: Matrix, c: Float64Array): Float64Array {
  return c.map((start, at) => {
    const row = Math.floor(at / b.columns) * a.down;
    const column = (at % b.columns) * b.right;
    let sum = start;
    for (let k = 0; k < a.columns; k++) sum += a.values[row + k * a.right] * b.values[column + k * b.down];
    return sum;
  });
}

function expectSameBits(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  expect(found.findIndex((value, at) => !Object.is(value, expected[at]))).toBe(-1);
}

function check(rows: number, terms: number, columns: number, turnA: boolean, turnB: boolean): void {
  const a = matrixOf(rows, terms, turnA, 'a');
  const b = matrixOf(terms, columns, turnB, 'b');
  const c = normals(rows * columns, 'c');
  const expected = plainSum(a, b, c);
  addProduct(a, b, c);
  expectSameBits(c, expected);
}

describe('c += a b has the bits of three plain loops', () => {
  it('of any size, odd ones too, as stored or in transpose', () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(fc.property(size, size, size, fc.boolean(), fc.boolean(), check), { seed: 1 });
  });

  it.each([
    [1, 1, 1],
    [1, 3000, 1],
    [300, 1, 300],
    [129, 700, 65],
    [257, 33, 8],
  ])('%d x %d times it x %d: longer than what is multiplied at once', (rows, terms, columns) => {
    for (const turnA of [false, true]) for (const turnB of [false, true]) check(rows, terms, columns, turnA, turnB);
  });

  it('where values are not finite or zeros are negative', () => {
    const special = [Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 1e308];
    const a = rowMajor(
      Float64Array.from({ length: 35 }, (_, i) => special[(i * i) % 7]),
      5,
      7,
    );
    const b = rowMajor(normals(63, 'b'), 7, 9);
    for (const start of [0, -0]) {
      const c = new Float64Array(45).fill(start);
      const expected = plainSum(a, b, c);
      addProduct(a, b, c);
      expectSameBits(c, expected);
    }
  });

  it('whatever was multiplied before', () => {
    const a = rowMajor(normals(15, 'a'), 3, 5);
    const b = rowMajor(normals(35, 'b'), 5, 7);
    const [first, second] = [new Float64Array(21), new Float64Array(21)];
    addProduct(a, b, first);
    addProduct(
      rowMajor(new Float64Array(1e4).fill(Number.NaN), 100, 100),
      matrixOf(100, 100, true, 'b'),
      new Float64Array(1e4),
    );
    addProduct(a, b, second);
    expectSameBits(first, second);
  });

  it('of nothing adds nothing', () => {
    const none = new Float64Array(0);
    addProduct(rowMajor(none, 0, 3), rowMajor(normals(6, 'b'), 3, 2), none);
    const c = Float64Array.of(1, 2, 3, 4);
    addProduct(rowMajor(none, 2, 0), rowMajor(none, 0, 2), c);
    expect([...c]).toEqual([1, 2, 3, 4]);
  });
});

it('sizes that do not fit are refused', () => {
  const three = rowMajor(new Float64Array(6), 2, 3);
  expect(() => rowMajor(new Float64Array(5), 2, 3)).toThrow('5 values are no 2 x 3 matrix');
  expect(() => addProduct(three, three, new Float64Array(6))).toThrow('2 x 3 times 2 x 3 is not added to 6 values');
  expect(() => addProduct(three, transposed(three), new Float64Array(5))).toThrow('not added to 5 values');
});

describe('a weight array times a batch', () => {
  const [rows, columns, batch] = [3, 5, 2];
  const weights = normals(rows * columns, 'weights');
  const bias = normals(rows, 'bias');
  const sampleOf = (values: Float64Array, b: number, n: number) => values.subarray(b * n, (b + 1) * n);

  it('up is W x + b of every sample', () => {
    const input = normals(batch * columns, 'input');
    const output = normals(batch * rows, 'overwritten');
    multiplyUp(weights, bias, input, batch, output);
    for (let b = 0; b < batch; b++) {
      const x = sampleOf(input, b, columns);
      const expected = bias.map((start, i) =>
        sampleOf(weights, i, columns).reduce((sum, weight, j) => sum + weight * x[j], start),
      );
      expectSameBits(sampleOf(output, b, rows), expected);
    }
  });

  it('down is W^T d of every sample', () => {
    const input = normals(batch * rows, 'input');
    const output = normals(batch * columns, 'overwritten');
    multiplyDown(weights, rows, input, batch, output);
    for (let b = 0; b < batch; b++) {
      const expected = new Float64Array(columns).map((_, j) =>
        sampleOf(input, b, rows).reduce((sum, d, i) => sum + d * weights[i * columns + j], 0),
      );
      expectSameBits(sampleOf(output, b, columns), expected);
    }
  });
});
