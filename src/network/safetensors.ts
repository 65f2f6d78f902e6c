import { InputError } from '../config/input-error.ts';
import { half, upperHalf } from '../formats/half-precision.ts';

/** One array of a file, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** No header of weights comes near. */
const LARGEST_HEADER = 2 ** 24;

/** Bytes of a number of each type that is read, and how it is read, little-endian. */
const TYPES: Readonly<
  Record<string, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>
> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => half(view.getUint16(at, true)) },
  BF16: { bytes: 2, read: (view, at) => upperHalf(view.getUint16(at, true)) },
};

/**
 * The tensors of a .safetensors file: eight bytes with the length of a JSON header, that header with type, shape and place of
 * each, and their bytes (github.com/huggingface/safetensors). What is wrong with it is an InputError.
 */
export function readSafetensors(bytes: Uint8Array, file: string): Map<string, Tensor> {
  const refuse = (message: string) => new InputError([{ file, line: null, column: null, path: '', message }]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) throw refuse('is no safetensors file: it has fewer than 8 bytes');
  const length = Number(view.getBigUint64(0, true));
  if (length > LARGEST_HEADER || 8 + length > bytes.byteLength) {
    throw refuse(`is no safetensors file, or is cut: its header would have ${length} bytes`);
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(headerOf(bytes.subarray(8, 8 + length), refuse))) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
    const type = typeof dtype === 'string' && Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
    if (type === undefined) {
      throw refuse(
        `tensor ${JSON.stringify(name)}: expected numbers of ${Object.keys(TYPES).join(', ')}, got ${dtype}`,
      );
    }
    if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
      throw refuse(`tensor ${JSON.stringify(name)}: expected a shape and two data_offsets`);
    }
    const count = shape.reduce((product, n) => product * n, 1);
    const [from, to] = offsets.map((offset) => 8 + length + offset);
    if (to - from !== count * type.bytes || to > bytes.byteLength) {
      throw refuse(
        `tensor ${JSON.stringify(name)}: expected ${count * type.bytes} bytes for ${shape.join(' x ')}, got ${Math.max(0, Math.min(to, bytes.byteLength) - from)}`,
      );
    }
    const values = Float64Array.from({ length: count }, (_, i) => type.read(view, from + i * type.bytes));
    tensors.set(name, { shape, values });
  }
  return tensors;
}

/** The bytes of a .safetensors file of doubles, in the order given. */
export function writeSafetensors(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const [name, { shape, values }] of tensors) {
    const from = end;
    end += values.length * Float64Array.BYTES_PER_ELEMENT;
    header[name] = { dtype: 'F64', shape, data_offsets: [from, end] };
  }
  // Spaces behind the header, so that the numbers begin at a multiple of eight bytes.
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let at = 8 + length;
  for (const { values } of tensors.values()) {
    for (const value of values) {
      view.setFloat64(at, value, true);
      at += 8;
    }
  }
  return bytes;
}

function headerOf(bytes: Uint8Array, refuse: (message: string) => InputError): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw refuse('is no safetensors file: its header is not JSON');
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
