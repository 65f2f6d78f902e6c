/** Weights in the engine's memory, one line for each sender: what an event of it adds to the layer that receives it. */
export interface Lines {
  /** Line after line, each padded with zeros to `stride` entries. */
  readonly weights: Float64Array;
  readonly stride: number;
  /** Where the lines begin in their buffer, bytes. */
  readonly address: number;
}

export const NO_LINES: Lines = { weights: new Float64Array(0), stride: 0, address: 0 };

/** Lines are read two entries at a time. */
function strideOf(receivers: number): number {
  return receivers + (receivers % 2);
}

export function linesBytes(senders: number, receivers: number): number {
  return senders * strideOf(receivers) * Float64Array.BYTES_PER_ELEMENT;
}

/** The rows of a row-major matrix of `senders` rows, in `buffer` from byte `address` on. */
export function rowLines(matrix: Float64Array, senders: number, buffer: ArrayBuffer, address: number): Lines {
  const receivers = matrix.length / senders;
  const lines = emptyLines(senders, receivers, buffer, address);
  for (let j = 0; j < senders; j++) {
    lines.weights.set(matrix.subarray(j * receivers, (j + 1) * receivers), j * lines.stride);
  }
  return lines;
}

/** The columns of a row-major matrix of `senders` columns, in `buffer` from byte `address` on. */
export function columnLines(matrix: Float64Array, senders: number, buffer: ArrayBuffer, address: number): Lines {
  const receivers = matrix.length / senders;
  const lines = emptyLines(senders, receivers, buffer, address);
  const { weights, stride } = lines;
  for (let i = 0; i < receivers; i++) {
    for (let j = 0; j < senders; j++) weights[j * stride + i] = matrix[i * senders + j];
  }
  return lines;
}

/** Lines of zeros. */
export function emptyLines(senders: number, receivers: number, buffer: ArrayBuffer, address: number): Lines {
  const stride = strideOf(receivers);
  return { weights: new Float64Array(buffer, address, senders * stride), stride, address };
}
