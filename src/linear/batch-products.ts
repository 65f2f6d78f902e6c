import { addProduct } from './add-product.ts';
import { zeros } from './arrays.ts';
import type { Products } from './connector.ts';
import { rowMajor, transposed } from './matrix.ts';

/*
 * Products of a weight array, row-major, with a batch of vectors: entry b * n + i is component i of sample b. Each
 * component is one sum in the order of its index, whatever the batch, so a batch gives the bits of its samples.
 */

/** output = W input + bias for every sample; W is rows x columns. */
export function multiplyUp(
  weights: Float64Array,
  bias: Float64Array,
  input: Float64Array,
  batch: number,
  output: Float64Array,
): void {
  const rows = bias.length;
  const columns = weights.length / rows;
  for (let b = 0; b < batch; b++) output.set(bias, b * rows);
  addProduct(rowMajor(input, batch, columns), transposed(rowMajor(weights, rows, columns)), output);
}

/** output = W^T input for every sample; W is rows x columns. */
export function multiplyDown(
  weights: Float64Array,
  rows: number,
  input: Float64Array,
  batch: number,
  output: Float64Array,
): void {
  const columns = weights.length / rows;
  output.fill(0);
  addProduct(rowMajor(input, batch, rows), rowMajor(weights, rows, columns), output);
}

/** Where `DOUBLES` works; as long as was ever needed. */
let room = new Float64Array(0);

/** Products in double precision. */
export const DOUBLES: Products<Float64Array> = {
  arrays: (count, length) => {
    const arrays: Float64Array[] = [];
    for (let i = 0; i < count; i++) arrays.push(zeros(length));
    return arrays;
  },
  scratch: (length) => {
    if (room.length < length) room = new Float64Array(length);
    return room.subarray(0, length);
  },
  integers: (length) => new Int32Array(length),
  route: (pooling, sent) => pooling.route(sent),
  gather: (patches, images, to) => patches.gather(images, to),
  scatter: (patches, from, images) => patches.scatter(from, images),
  multiplyUp,
  multiplyDown,
};
