import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FileSource } from '../../src/config/file-source.ts';
import { InputError } from '../../src/config/input-error.ts';
import { labelledImages } from '../../src/config/labelled-images.ts';
import { sizesOf } from '../../src/config/own-data.ts';
import { scenarioFrom } from '../../src/config/scenario-from.ts';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../formats/fixtures/${name}`, import.meta.url)));
const ideal = readFileSync(new URL('../../devices/ideal.yaml', import.meta.url), 'utf8');

function filesOf(contents: Readonly<Record<string, string | Uint8Array>>): FileSource {
  const all: Record<string, string | Uint8Array> = { 'devices/ideal.yaml': ideal, ...contents };
  return {
    has: (file) => Object.hasOwn(all, file),
    read: (file) => {
      if (!Object.hasOwn(all, file)) {
        throw new InputError([{ file, line: null, column: null, path: '', message: 'no such file' }]);
      }
      const content = all[file];
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    beside: (_, name) => name,
    shipped: (kind) => (kind === 'devices' ? ['ideal'] : []),
    shippedFile: (kind, name) => `${kind}/${name}.yaml`,
  };
}

const idx = (sizes: readonly number[], values: readonly number[]) =>
  Uint8Array.of(0, 0, 8, sizes.length, ...sizes.flatMap((n) => [0, 0, n >> 8, n & 255]), ...values);

const SEEN = { count: 2, inputs: 2, images: Float64Array.of(0, 1, 0.2, 0.4), labels: Uint8Array.of(1, 0) };

describe('images and labels', () => {
  test.each([
    [
      'IDX',
      { images: 'a.idx', labels: 'b.idx' },
      { 'a.idx': idx([2, 2, 1], [0, 255, 51, 102]), 'b.idx': idx([2], [1, 0]) },
    ],
    ['CSV, labels last', 'a.csv', { 'a.csv': '# made by hand\n0,1,1\n\n0.2,.4,0\n' }],
    ['CSV, headed', 'a.csv', { 'a.csv': '"label",p1,p2\r\n1,0,1\r\n0,2e-1,0.4\r\n' }],
    [
      'CSV and IDX',
      { images: 'a.csv', labels: 'b.idx' },
      { 'a.csv': 'p,q\n0,1\n0.2,0.4\n', 'b.idx': idx([2], [1, 0]) },
    ],
  ] as const)('%s', (name, parts, contents) => {
    const imageSizes = name === 'IDX' ? [2, 1] : [2];
    expect(labelledImages(filesOf(contents), parts, 'train', null)).toEqual({ ...SEEN, imageSizes });
  });

  test('a full scale of the files’ own', () => {
    const files = filesOf({ 'a.csv': '0,5,1\n1,2,0' });
    expect(labelledImages(files, 'a.csv', 'test', 5)).toEqual({ ...SEEN, imageSizes: [2] });
  });

  test('.npz as Keras has it: the half that is asked for', () => {
    const files = filesOf({ 'k.npz': fixture('keras.npz'), 'p.npz': fixture('plain.npz') });
    const train = labelledImages(files, 'k.npz', 'train', null);
    expect([train.count, train.inputs, [...train.labels]]).toEqual([2, 12, [1, 0]]);
    expect(train.images[13]).toBe(91 / 255);
    const test = labelledImages(files, 'k.npz', 'test', null);
    expect([test.count, [...test.labels]]).toEqual([1, [2]]);
    expect(labelledImages(files, 'p.npz', 'test', null).images).toEqual(train.images);
  });

  test.each([
    ['a.csv', { 'a.csv': '0,1,1\n0.2,x,0' }, 'a.csv:2:5: expected a number, got "x"'],
    ['a.csv', { 'a.csv': '0,1,1\n0.2,0' }, 'a.csv:2:1: expected 3 numbers, got 2'],
    ['a.csv', { 'a.csv': '' }, 'a.csv: expected lines of numbers with a label each, got none'],
    [
      'a.csv',
      { 'a.csv': '0,200,1' },
      'a.csv: expected 0 to 1, got 200 as number 2 of image 1; data.fullScale says what',
    ],
    ['a.csv', { 'a.csv': '0,nan,1' }, 'expected lines of numbers with a label each, got none'],
    ['a.csv', { 'a.csv': '0,1,-1' }, 'a.csv: expected classes 0 to 255, got -1 for image 1'],
    ['a.csv', { 'a.csv': '0,1,1.5' }, 'a.csv: expected classes 0 to 255, got 1.5 for image 1'],
    ['k.npz', { 'k.npz': 'text' }, 'k.npz: is no .npz file, or is damaged'],
    ['k.npz', {}, 'k.npz: no such file'],
    [
      { images: 'a', labels: 'b' },
      { a: idx([2, 2], [0, 0, 0, 0]), b: idx([3], [0, 0, 0]) },
      'b: expected 2 labels, one for each image, got 3',
    ],
    [
      { images: 'a', labels: 'b' },
      { a: idx([2, 2], [0, 0, 0, 0]), b: idx([2, 3], [1, 0, 0, 0, 1, 0]) },
      'b: expected 2 labels, one for each image, got 2 x 3',
    ],
    [{ images: 'a', labels: 'b' }, { a: 'text', b: idx([2], [0, 0]) }, 'a: is no IDX file of unsigned bytes'],
    [{ images: 'a', labels: 'b' }, { a: idx([2], [0, 0]), b: idx([2], [0, 0]) }, 'a: expected images x numbers, got 2'],
  ] as const)('%j of %j', (parts, contents, message) => {
    expect(() => labelledImages(filesOf(contents as never), parts, 'train', null)).toThrow(message);
  });
});

const scenario = (data: string, layers = '[2, 3, 2]') => `format: dyadsim/scenario@1
name: own
device: ideal
network: { layers: ${layers}, weights: { from: random } }
data: ${data}
beta: 1
chips: 1
probes: all
seed: own
`;
const CSV = { 'a.csv': '0,1,1\n0.2,0.4,0\n1,1,0', 'b.csv': '0,1,1\n0,0,0' };

describe('a scenario on its own data', () => {
  test.each([
    [[2, 2, 2, 3], '[2, 2, 3]', null],
    [
      [2, 3, 2, 2],
      '[2, 2, 3]',
      '4:21 network.layers.0: expected rows, columns and channels of the images, which are 3 x 2 x 2',
    ],
    [[2, 4, 3], '[4, 3, 1]', null],
    [
      [2, 3, 4],
      '[4, 3, 1]',
      '4:21 network.layers.0: expected rows, columns and channels of the images, which are 3 x 4',
    ],
    [[2, 12], '[4, 3, 1]', null],
  ] as const)('has images of %j for an input of %s: %s', (sizes, shape, message) => {
    const labels = idx([2], [0, 1]);
    const data = '{ train: { images: i, labels: l }, test: { images: i, labels: l } }';
    const text = scenario(data, `[${shape}, { convolution: 2, kernel: 2 }, 2]`);
    const kind = 'kind: train\ntrain: { margins: never }\n';
    const files = filesOf({ 's.yaml': text + kind, i: idx([...sizes], new Array(24).fill(0)), l: labels });
    const load = () => scenarioFrom(files, 's.yaml').scenario.network.layers[0];
    if (message === null) expect(load()).toBe(12);
    else expect(load).toThrow(`s.yaml:${message}`);
  });

  test('knows what the files hold', () => {
    const files = filesOf({ 's.yaml': scenario('{ train: a.csv, test: b.csv }'), ...CSV });
    const { scenario: own } = scenarioFrom(files, 's.yaml');
    expect(sizesOf(own.data)).toEqual({ inputs: 2, classes: 2, trainImages: 3, testImages: 2 });
    expect(own.probes).toBe(2);
  });

  test('is another when a byte of them changes', () => {
    const checksum = (contents: Record<string, string>) => {
      const files = filesOf({ 's.yaml': scenario('{ train: a.csv, test: b.csv }'), ...contents });
      const { data } = scenarioFrom(files, 's.yaml').scenario;
      return data.dataset === null ? data.checksum : '';
    };
    expect(checksum(CSV)).toBe(checksum(CSV));
    expect(checksum({ ...CSV, 'b.csv': '0,1,1\n0,1,0' })).not.toBe(checksum(CSV));
  });

  test.each([
    ['{ train: a.csv }', '[2, 3, 2]', {}, 's.yaml:5:7 data: expected images to test on, but test is missing'],
    [
      '{ fullScale: 2 }',
      '[2, 3, 2]',
      {},
      's.yaml:5:7 data: expected a dataset, or train and test, but train is missing',
    ],
    [
      '{ dataset: digits, train: a.csv, test: b.csv }',
      '[2, 3, 2]',
      {},
      's.yaml:5:18 data.dataset: expected either a dataset, or train and test',
    ],
    ['{ train: a.csv, test: none.csv }', '[2, 3, 2]', {}, 's.yaml:5:29 data.test: none.csv: no such file'],
    [
      '{ train: a.csv, test: b.csv }',
      '[2, 3, 2]',
      { 'b.csv': '0,1,1\n0,x,0' },
      'b.csv:2:3: expected a number, got "x"',
    ],
    [
      '{ train: a.csv, test: b.csv }',
      '[2, 3, 2]',
      { 'b.csv': '0,1' },
      's.yaml:5:29 data.test: expected images of 2 numbers, as those to train on, got 1',
    ],
    [
      '{ train: a.csv, test: b.csv }',
      '[3, 3, 4]',
      {},
      /s.yaml:4:21 network.layers.0: expected 2 inputs, as the images of data have\n.*network.layers.2: expected 2 outputs, as many/,
    ],
  ])('%s with %s and %j', (data, layers, contents, message) => {
    const files = filesOf({ 's.yaml': scenario(data, layers), ...CSV, ...contents });
    expect(() => scenarioFrom(files, 's.yaml')).toThrow(message);
  });
});
