import { ProductKernel } from './kernel.ts';
import { type Matrix, rowsOf } from './matrix.ts';

/** Rows of a that are multiplied at once: with some thousand columns they still stay in the caches. */
const MOST_ROWS = 128;

/** One for the thread, made when first needed. */
let kernel: ProductKernel | null = null;

/**
 * c += a b, c row-major. Each entry is one sum in the order of its terms, begun by what c holds: the bits of three plain
 * loops, whatever the sizes.
 */
export function addProduct(a: Matrix, b: Matrix, c: Float64Array): void {
  if (a.columns !== b.rows || c.length !== a.rows * b.columns) {
    throw new Error(`${a.rows} x ${a.columns} times ${b.rows} x ${b.columns} is not added to ${c.length} values`);
  }
  if (c.length === 0 || a.columns === 0) return;
  kernel ??= new ProductKernel();
  for (let row = 0; row < a.rows; row += MOST_ROWS) {
    const end = Math.min(a.rows, row + MOST_ROWS);
    kernel.addProduct(rowsOf(a, row, end), b, c.subarray(row * b.columns, end * b.columns));
  }
}
