import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checksumOf } from '../../src/formats/checksum.ts';
import { readNpy } from '../../src/formats/npy.ts';
import { unpacked, unzipped } from '../../src/formats/packed.ts';

/** Written by NumPy 2. */
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));

describe('arrays as NumPy writes them', () => {
  test.each([
    ['bytes.npy', [2, 3, 4], Array.from({ length: 24 }, (_, i) => (i * 7) % 256), true],
    ['fortran.npy', [2, 3], [0, 1, 2, 3, 4, 5].map((i) => i / 8), false],
    ['big-endian.npy', [6], [-3, -2, -1, 0, 1, 2], false],
    ['half.npy', [4], [0.5, -2, 65504, 2 ** -24], false],
    ['long.npy', [2, 1], [1, 2 ** 40], false],
  ])('%s', (name, sizes, values, areBytes) => {
    const array = readNpy(fixture(name), name);
    expect({ ...array, values: Array.from(array.values) }).toEqual({ sizes, values, areBytes });
  });

  test('text is refused, and so is what is no array, or cut', () => {
    expect(() => readNpy(fixture('text.npy'), 'a')).toThrow(
      "a: expected an array of real numbers, got {'descr': '<U1'",
    );
    expect(() => readNpy(new TextEncoder().encode('1,2,3,4,5,6,7'), 'a')).toThrow('a: is no .npy file');
    const cut = fixture('bytes.npy').subarray(0, -1);
    expect(() => readNpy(cut, 'a')).toThrow('a: expected 24 bytes for 2 x 3 x 4, got 23');
    expect(() => readNpy(cut.subarray(0, 60), 'a')).toThrow('a: is cut in its header');
  });
});

describe('packed files', () => {
  test('.npz, packed or not, gives its arrays', () => {
    expect([...unzipped(fixture('keras.npz'), 'k').keys()]).toEqual(['x_train', 'y_train', 'x_test', 'y_test']);
    const { values } = readNpy(unzipped(fixture('plain.npz'), 'p').get('labels')!, 'p');
    expect([...Array.from(values)]).toEqual([0, 1]);
  });

  test('gzip is undone, other bytes are left', () => {
    const bytes = fixture('bytes.npy');
    expect(unpacked(new Uint8Array(gzipSync(bytes)), 'a.gz')).toEqual(bytes);
    expect(unpacked(bytes, 'a')).toBe(bytes);
  });

  test('damaged ones are told by their names', () => {
    expect(() => unzipped(fixture('keras.npz').subarray(0, 500), 'k.npz')).toThrow(
      'k.npz: is no .npz file, or is damaged',
    );
    const packed = new Uint8Array(gzipSync(new Uint8Array(1000)));
    expect(() => unpacked(packed.subarray(0, 20), 'a.gz')).toThrow('a.gz: is no gzip file, or is damaged');
  });
});

test('a checksum sees every byte, its place, and where one file ends', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
  const sums = new Set([checksumOf(bytes)]);
  for (let i = 0; i < 300; i++) sums.add(checksumOf(bytes.map((byte, at) => (at === i ? byte ^ 1 : byte))));
  sums.add(checksumOf(bytes.slice().reverse()));
  sums.add(checksumOf(bytes.subarray(0, 299)));
  expect(sums.size).toBe(303);
  expect(checksumOf(bytes)).toMatch(/^[0-9a-f]{16}$/);
});
