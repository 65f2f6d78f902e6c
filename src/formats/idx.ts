import type { NumberArray } from './numbers.ts';

/** The bytes of an IDX file of unsigned bytes, of those sizes. */
export function writeIdx(sizes: readonly number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  const view = new DataView(bytes.buffer);
  bytes[2] = UNSIGNED_BYTES;
  bytes[3] = sizes.length;
  sizes.forEach((size, d) => {
    view.setUint32(4 + 4 * d, size);
  });
  bytes.set(values, 4 + 4 * sizes.length);
  return bytes;
}

/** Type of unsigned bytes in the third byte of an IDX file. */
const UNSIGNED_BYTES = 8;

/**
 * The bytes of an IDX file with their sizes (yann.lecun.com/exdb/mnist): two zeros, the type, how many dimensions, each size as
 * a big-endian 32-bit number, then the values, the last dimension fastest. Throws where it is not one of unsigned bytes.
 */
export function readIdx(bytes: Uint8Array, file: string): NumberArray & { readonly values: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = bytes[3];
  if (bytes.length < 4 || view.getUint16(0) !== 0 || bytes[2] !== UNSIGNED_BYTES || bytes.length < 4 + 4 * dimensions) {
    throw new Error(`${file}: is no IDX file of unsigned bytes`);
  }
  const sizes = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const values = bytes.subarray(4 + 4 * dimensions);
  const expected = sizes.reduce((product, size) => product * size, 1);
  if (values.length !== expected)
    throw new Error(`${file}: expected ${expected} values for ${sizes.join(' x ')}, got ${values.length}`);
  return { sizes, values, areBytes: true };
}
