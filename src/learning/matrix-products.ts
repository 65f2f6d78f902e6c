/*
 * Products of a weight matrix with a batch of vectors. Batch-major layout: entry b * n + i is component i of sample b.
 * Each output component is one sum in the order of its index, whatever the batch, so a batch gives the bits of its samples.
 */

/** output = W input + bias for every sample; W is rows x columns, row-major. */
export function multiplyUp(
  weights: Float64Array,
  bias: Float64Array,
  input: Float64Array,
  batch: number,
  output: Float64Array,
): void {
  const rows = bias.length;
  const columns = weights.length / rows;
  for (let b = 0; b < batch; b++) {
    const from = b * columns;
    for (let i = 0, w = 0; i < rows; i++) {
      let sum = bias[i];
      for (let j = 0; j < columns; j++, w++) sum += weights[w] * input[from + j];
      output[b * rows + i] = sum;
    }
  }
}

/** output = W^T input for every sample; W is rows x columns, row-major. */
export function multiplyDown(
  weights: Float64Array,
  rows: number,
  input: Float64Array,
  batch: number,
  output: Float64Array,
): void {
  const columns = weights.length / rows;
  output.fill(0, 0, batch * columns);
  for (let b = 0; b < batch; b++) {
    const to = b * columns;
    for (let i = 0, w = 0; i < rows; i++) {
      const value = input[b * rows + i];
      for (let j = 0; j < columns; j++, w++) output[to + j] += weights[w] * value;
    }
  }
}
