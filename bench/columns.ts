/** The columns of a row-major matrix one after the other: what an event of neuron j adds to the layer above. */
export function columnsOf(weights: Float64Array, columns: number): Float64Array {
  const rows = weights.length / columns;
  const result = new Float64Array(weights.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = weights[i * columns + j];
  }
  return result;
}
