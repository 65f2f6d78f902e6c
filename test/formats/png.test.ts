import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { readPng } from '../../src/formats/png.ts';

const CRC = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let c = -1;
  for (const byte of body) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeInt32BE(~c);
  return Buffer.concat([length, body, check]);
}

/** A PNG picture of 8-bit colours, 3 wide, row by row: its filter, then three bytes a pixel (RFC 2083). */
function picture(...rows: number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(3, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Uint8Array.from(rows.flat()))),
    chunk('IEND', new Uint8Array()),
  ]);
}

describe('a PNG picture', () => {
  it('is read row by row, red, green, blue, its filters undone', () => {
    const { width, height, values } = readPng(
      picture([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 10, 20, 30, 1, 1, 1, 255, 0, 2], [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
      'p.png',
    );
    expect([width, height]).toEqual([3, 3]);
    expect([...values]).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
      ...[10, 20, 30, 11, 21, 31, 10, 21, 33],
      ...[11, 21, 31, 12, 22, 32, 11, 22, 34],
    ]);
  });

  it('that another program wrote comes back', () => {
    const png = new PNG({ width: 17, height: 5, colorType: 2 });
    for (let i = 0; i < png.data.length; i++) png.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256;
    const { values } = readPng(PNG.sync.write(png, { colorType: 2 }), 'p.png');
    expect([...values]).toEqual([...png.data.filter((_, i) => i % 4 !== 3)]);
  });

  it('that is damaged is told by its name', () => {
    const bytes = picture([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(() => readPng(bytes.subarray(0, 40), 'p.png')).toThrow(/^p\.png: is no PNG picture, or is damaged/);
    expect(() => readPng(Buffer.from('GIF89a'), 'p.png')).toThrow(/^p\.png: is no PNG picture, or is damaged/);
  });
});
