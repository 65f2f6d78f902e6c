import { expect, test } from 'vitest';
import { readIdx } from '../../src/formats/idx.ts';
import { untar } from '../../src/formats/tar.ts';

/** Two zeros, type 8 (unsigned bytes), the sizes as big-endian numbers, the values: yann.lecun.com/exdb/mnist. */
const matrix = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 1, 1, ...Array.from({ length: 514 }, (_, i) => i % 251));

test('an IDX file gives its sizes, the most significant byte first, and its values in their order', () => {
  const { sizes, values } = readIdx(matrix, 'm.idx');
  expect(sizes).toEqual([2, 257]);
  expect([...values.subarray(0, 3), values.length, values[513]]).toEqual([0, 1, 2, 514, 513 % 251]);
});

test('an IDX file is read where it stands in a larger buffer', () => {
  const larger = new Uint8Array(matrix.length + 7);
  larger.set(matrix, 7);
  expect(readIdx(larger.subarray(7), 'm.idx')).toEqual(readIdx(matrix, 'm.idx'));
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', new TextEncoder().encode('label,pixels\n')],
  ['floats', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0)],
  ['sizes that are cut', Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1)],
])('%s: no IDX file', (_, bytes) => {
  expect(() => readIdx(bytes, 'm.idx')).toThrow('m.idx: is no IDX file of unsigned bytes');
});

test.each([-1, 1])('%i values too many are told', (more) => {
  const bytes = new Uint8Array(matrix.length + more);
  bytes.set(matrix.subarray(0, bytes.length));
  expect(() => readIdx(bytes, 'm.idx')).toThrow(`m.idx: expected 514 values for 2 x 257, got ${514 + more}`);
});

/** One file of a tar archive: a header of 512 bytes and its content, filled up with zeros (POSIX.1-1988, ustar). */
function member(name: string, content: string, prefix = ''): Uint8Array {
  const bytes = new Uint8Array(512 * (1 + Math.ceil(content.length / 512)));
  const put = (text: string, at: number) => bytes.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put(`${content.length.toString(8).padStart(11, '0')} `, 124);
  put('ustar', 257);
  put(prefix, 345);
  put(content, 512);
  return bytes;
}

const archive = (...members: Uint8Array[]) =>
  Uint8Array.from([...members, new Uint8Array(1024)].flatMap((m) => [...m]));
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test('an archive gives its files, also an empty one, one of a whole block and one with a long name', () => {
  const whole = 'x'.repeat(512);
  const files = untar(
    archive(member('a', 'one'), member('b', ''), member('c', whole), member('d', 'two', 'long/name')),
  );
  expect([...files].map(([name, bytes]) => [name, text(bytes)])).toEqual([
    ['a', 'one'],
    ['b', ''],
    ['c', whole],
    ['long/name/d', 'two'],
  ]);
});

test('an archive that is cut is damaged', () => {
  expect(() => untar(member('a', 'x'.repeat(600)).subarray(0, 1024))).toThrow('the archive is damaged');
});
