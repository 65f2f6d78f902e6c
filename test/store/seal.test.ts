import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { encodePart } from '../../src/store/part-file.ts';
import { seal, sealFault } from '../../src/store/seal.ts';
import { sealedJson } from '../../src/store/sealed-json.ts';
import { row } from './rows.ts';

const BLOCK = [row(), row({ chip: 13, error: `sha256:${'0'.repeat(64)}` })];
const files: [string, Uint8Array][] = [
  ['block', await encodePart({ run: 'abc', first: 7, last: 7 }, [[columnsOf(BLOCK)]], [])],
  ['JSON file', sealedJson('{ "a": 1, "b": "sha256:x" }')],
];

test.each(files)('the checksum of a %s is SHA-256 of all bytes, its own digits taken as zeros', (_, bytes) => {
  const text = Buffer.from(bytes).toString('latin1');
  const stated = /.*sha256:([0-9a-f]{64})/s.exec(text)?.[1] ?? '';
  const zeroed = Buffer.from(text.replace(stated, '0'.repeat(64)), 'latin1');
  expect(createHash('sha256').update(zeroed).digest('hex')).toBe(stated);
  expect(sealFault(bytes)).toBe(null);
});

test.each(files)(
  'defect 1: every single flipped bit of a %s is noticed, those of the checksum among them',
  (_, bytes) => {
    const unnoticed: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] ^= 1 << (bit & 7);
      if (sealFault(bytes) === null) unnoticed.push(bit);
      bytes[bit >> 3] ^= 1 << (bit & 7);
    }
    expect(unnoticed).toEqual([]);
    expect(sealFault(bytes)).toBe(null);
  },
);

test('bytes without a place for a checksum are no sealed file', () => {
  expect(sealFault(new Uint8Array())).toBe('empty');
  expect(sealFault(Buffer.from('sha256:123'))).toBe('no checksum');
  expect(() => seal(Buffer.from('text'))).toThrow('nowhere to put a checksum');
});
