/*
 * Weights in the kernel's memory, one line for each sender: what an event of it adds to the layer that receives it. Lines
 * are read two entries at a time, so each is padded to pairs.
 */

const BYTES = Float64Array.BYTES_PER_ELEMENT;

function strideOf(receivers: number): number {
  return receivers + (receivers % 2);
}

export function linesBytes(senders: number, receivers: number): number {
  return senders * strideOf(receivers) * BYTES;
}

/** Writes the rows of a row-major matrix of `senders` rows to byte `address`; returns the bytes from line to line. */
export function rowLines(matrix: Float64Array, senders: number, buffer: ArrayBuffer, address: number): number {
  const receivers = matrix.length / senders;
  const stride = strideOf(receivers);
  const lines = new Float64Array(buffer, address, senders * stride);
  for (let j = 0; j < senders; j++) lines.set(matrix.subarray(j * receivers, (j + 1) * receivers), j * stride);
  return stride * BYTES;
}

/** Writes the columns of a row-major matrix of `senders` columns to byte `address`; returns the bytes from line to line. */
export function columnLines(matrix: Float64Array, senders: number, buffer: ArrayBuffer, address: number): number {
  const receivers = matrix.length / senders;
  const stride = strideOf(receivers);
  const lines = new Float64Array(buffer, address, senders * stride);
  for (let i = 0; i < receivers; i++) {
    for (let j = 0; j < senders; j++) lines[j * stride + i] = matrix[i * senders + j];
  }
  return stride * BYTES;
}
