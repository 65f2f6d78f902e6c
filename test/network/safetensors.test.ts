import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DISK } from '../../src/config/disk.ts';
import { networkFrom } from '../../src/network/network-from.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../../src/network/safetensors.ts';
import { arraysOf, stateDict } from '../../src/network/state-dict.ts';
import { uniform } from '../model/draws.ts';

const FIXTURES = new URL('fixtures/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'dyadsim-safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What Python's safetensors 0.8.0 wrote into the fixtures, as its own numbers. */
const EXPECTED: Record<string, Record<string, [number[], number[]]>> = JSON.parse(
  readFileSync(join(FIXTURES, 'safetensors.json'), 'utf8'),
);

describe.each(Object.keys(EXPECTED))('a file that Python wrote, %s', (name) => {
  const file = join(FIXTURES, `${name}.safetensors`);

  it('has the tensors that Python has, to the bit', () => {
    const tensors = readSafetensors(readFileSync(file), file);
    const found = Object.fromEntries([...tensors].map(([key, { shape, values }]) => [key, [shape, [...values]]]));
    expect(found).toEqual(EXPECTED[name]);
  });

  it('is a network', () => {
    const { forward, scale } = networkFrom(DISK, file, { layers: [3, 4, 2] }, 'relu');
    expect([...forward[0].weights]).toEqual(EXPECTED[name]['0.weight'][1]);
    expect([...forward[1].bias]).toEqual(EXPECTED[name]['2.bias'][1]);
    expect(scale).toEqual([1, 1, 1]);
  });
});

const PYTHON = ['python3', process.env.DYADSIM_PYTHON ?? ''].find(
  (name) => name !== '' && spawnSync(name, ['-c', 'import safetensors.numpy']).status === 0,
);
const WITHOUT = PYTHON === undefined ? ' (skipped: no Python with safetensors was found)' : '';

/** An array of some hundred numbers of all sizes. */
const tensors = (): Map<string, Tensor> =>
  new Map([
    ['fc1.weight', { shape: [20, 10], values: uniform('w', 200, -300, 300).map((x) => 10 ** x) }],
    ['fc1.bias', { shape: [20], values: Float64Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? -0 : 1 / i)) }],
  ]);

describe('what is written', () => {
  it('comes back to the bit, -0 and all, and begins at a multiple of eight bytes', () => {
    const bytes = writeSafetensors(tensors());
    expect(readSafetensors(bytes, 'own')).toEqual(tensors());
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it.skipIf(PYTHON === undefined)(`is read by Python to the bit${WITHOUT}`, () => {
    const path = join(folder, 'own.safetensors');
    writeFileSync(path, writeSafetensors(tensors()));
    const program = `import json, sys; from safetensors.numpy import load_file; d = load_file(sys.argv[1]); print(json.dumps({k: [list(v.shape), [x.hex() for x in v.flatten().tolist()]] for k, v in d.items()}))`;
    const { stdout, stderr } = spawnSync(PYTHON!, ['-c', program, path], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const found: Record<string, [number[], string[]]> = JSON.parse(stdout);
    for (const [name, { shape, values }] of tensors()) {
      expect(found[name][0]).toEqual(shape);
      const read = spawnSync(
        PYTHON!,
        ['-c', 'import json, sys; print(json.dumps([float.fromhex(x) for x in json.load(sys.stdin)]))'],
        { encoding: 'utf8', input: JSON.stringify(found[name][1]) },
      );
      expect(JSON.parse(read.stdout).map(Number)).toEqual([...values]);
    }
  });
});

describe('a state_dict', () => {
  const forward = [
    { weights: uniform('a', 12, -1, 1), bias: uniform('b', 4, -1, 1) },
    { weights: uniform('c', 8, -1, 1), bias: uniform('d', 2, -1, 1) },
  ];

  it('of ours is a network of ours', () => {
    expect(arraysOf(stateDict(forward, { layers: [3, 4, 2] }), { layers: [3, 4, 2] }, 'own')).toEqual(forward);
  });

  it('is taken in the order of the numbers in its names, biases where there are', () => {
    const held = stateDict(forward, { layers: [3, 4, 2] });
    const renamed = new Map([
      ['net.10.weight', held.get('fc2.weight')!],
      ['net.9.weight', held.get('fc1.weight')!],
      ['net.9.bias', held.get('fc1.bias')!],
    ]);
    const [first, second] = arraysOf(renamed, { layers: [3, 4, 2] }, 'own');
    expect(first).toEqual(forward[0]);
    expect([...second.bias]).toEqual([0, 0]);
  });

  it('with inputs x outputs is turned', () => {
    const turned = { shape: [3, 4], values: Float64Array.from({ length: 12 }, (_, at) => at) };
    const [{ weights }] = arraysOf(new Map([['w.weight', turned]]), { layers: [3, 4] }, 'own');
    expect([...weights]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  });

  it.each([
    [
      [3, 5, 2],
      'fc1.weight: expected 5 x 3 for 3-5-2, got 4 x 3; it has fc1.weight 4 x 3, fc1.bias 4, fc2.weight 2 x 4, fc2.bias 2',
    ],
    [[3, 4, 4, 2], 'expected 3 weights for 3-4-4-2, got 2'],
  ] as const)('that does not fit %s is refused with what it has', (layers, message) => {
    expect(() => arraysOf(stateDict(forward, { layers: [3, 4, 2] }), { layers }, 'own')).toThrow(message);
  });

  it('with what is no number is refused', () => {
    const wrong = stateDict([{ ...forward[0], bias: Float64Array.of(0, Number.NaN, 0, 0) }], { layers: [3, 4] });
    expect(() => arraysOf(wrong, { layers: [3, 4] }, 'own')).toThrow('fc1.weight: expected finite numbers');
  });
});

describe('what is no safetensors file, or is damaged, is refused', () => {
  const good = writeSafetensors(tensors());
  const header = (text: string) => {
    const json = new TextEncoder().encode(text);
    const bytes = new Uint8Array(8 + json.length + 16);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  it.each([
    ['nothing', new Uint8Array(0), 'fewer than 8 bytes'],
    ['a text', new TextEncoder().encode('format: dyadsim/chip@1\n'), 'is no safetensors file, or is cut'],
    ['a cut file', good.subarray(0, 100), 'is no safetensors file, or is cut'],
    [
      'a file without its last numbers',
      good.subarray(0, good.length - 8),
      'tensor "fc1.bias": expected 160 bytes for 20, got 152',
    ],
    ['a header of something else', header('[1, 2]'), 'its header is not JSON'],
    [
      'integers',
      header('{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}'),
      'tensor "a": expected numbers of F64, F32, F16, BF16, got I64',
    ],
    [
      'a shape of texts',
      header('{"a":{"dtype":"F64","shape":["2"],"data_offsets":[0,16]}}'),
      'expected a shape and two data_offsets',
    ],
    [
      'offsets that do not fit',
      header('{"a":{"dtype":"F64","shape":[3],"data_offsets":[0,16]}}'),
      'expected 24 bytes for 3, got 16',
    ],
    [
      'offsets far away',
      header('{"a":{"dtype":"F64","shape":[2],"data_offsets":[1000000,1000016]}}'),
      'tensor "a": expected 16 bytes',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'file')).toThrow(message);
  });

  it('half precision and bfloat16 are read as they are defined', () => {
    const bytes = header(
      '{"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[10,16]}}',
    );
    const view = new DataView(bytes.buffer, bytes.length - 16);
    [0x3c00, 0xc000, 0x0001, 0x7bff, 0x3555].forEach((bits, i) => {
      view.setUint16(2 * i, bits, true);
    });
    [0x3f80, 0xc040, 0x4049].forEach((bits, i) => {
      view.setUint16(10 + 2 * i, bits, true);
    });
    const found = readSafetensors(bytes, 'file');
    expect([...found.get('h')!.values]).toEqual([1, -2, 2 ** -24, 65504, 0.333251953125]);
    expect([...found.get('b')!.values]).toEqual([1, -3, 3.140625]);
  });
});
