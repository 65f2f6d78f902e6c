import { half } from './half-precision.ts';
import type { NumberArray } from './numbers.ts';

const MAGIC = '\x93NUMPY';

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

/** Kinds of numbers by their code and bytes, as NumPy writes them. */
const READERS: Readonly<Record<string, Reader>> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/**
 * The array of a .npy file (numpy.lib.format, versions 1 to 3), in C order whatever its own. Throws where it is none of real
 * numbers.
 */
export function readNpy(bytes: Uint8Array, file: string): NumberArray {
  const refuse = (message: string) => new Error(`${file}: ${message}`);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC) throw refuse('is no .npy file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [lengthBytes, length] = bytes[6] === 1 ? [2, view.getUint16(8, true)] : [4, view.getUint32(8, true)];
  const from = 8 + lengthBytes + length;
  if (from > bytes.length) throw refuse('is cut in its header');
  const header = new TextDecoder().decode(bytes.subarray(8 + lengthBytes, from));
  const [, order, type] = /'descr':\s*'([<>|=])([a-z]\d+)'/.exec(header) ?? [];
  const [, layout] = /'fortran_order':\s*(True|False)/.exec(header) ?? [];
  const [, shape] = /'shape':\s*\(([\d,\s]*)\)/.exec(header) ?? [];
  const read = type !== undefined && Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (read === undefined || layout === undefined || shape === undefined) {
    throw refuse(`expected an array of real numbers, got ${header.trim().slice(0, 200)}`);
  }
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const count = sizes.reduce((product, size) => product * size, 1);
  const width = Number(type.slice(1));
  if (bytes.length - from !== count * width) {
    throw refuse(`expected ${count * width} bytes for ${sizes.join(' x ')}, got ${bytes.length - from}`);
  }
  const placeOf = layout === 'True' ? fortranPlace(sizes) : (i: number) => i;
  if (type === 'u1' && layout === 'False') return { sizes, values: bytes.subarray(from), areBytes: true };
  const values = Float64Array.from({ length: count }, (_, i) => read(view, from + placeOf(i) * width, order !== '>'));
  return { sizes, values, areBytes: type === 'u1' };
}

/** Where the i-th number of C order stands in one whose first index runs fastest. */
function fortranPlace(sizes: readonly number[]): (i: number) => number {
  return (i) => {
    let rest = i;
    let place = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      place = place * sizes[axis] + (rest % sizes[axis]);
      rest = Math.floor(rest / sizes[axis]);
    }
    return place;
  };
}
