const transposed = new WeakMap<Float64Array, Float64Array>();

/**
 * The columns of a row-major matrix one after the other: what an event of neuron j adds to the layer above. Kept for
 * as long as the matrix lives, so chips that share their weights share these too.
 */
export function columnsOf(weights: Float64Array, columns: number): Float64Array {
  const known = transposed.get(weights);
  if (known !== undefined) return known;
  const rows = weights.length / columns;
  const result = new Float64Array(weights.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = weights[i * columns + j];
  }
  transposed.set(weights, result);
  return result;
}
