import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DISK } from '../../src/config/disk.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import type { Connected } from '../../src/model/connection.ts';
import { networkFrom } from '../../src/network/network-from.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { readSafetensors, writeSafetensors } from '../../src/network/safetensors.ts';
import { stateDict } from '../../src/network/state-dict.ts';
import { dyadsim } from './dyadsim.ts';

const FIXTURES = new URL('../network/fixtures/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'dyadsim-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const forwardOf = (file: string, connected: Connected) => networkFrom(DISK, file, connected, 'relu').forward;
/** Numbers of an array that is stored with so many rows. */
const square = (values: number[]) => ({ shape: [2, 2], values: Float64Array.from(values) });

test.each(['float64.safetensors', 'keras.npz', 'state.npz'])(
  '%s becomes either file of weights, to the bit',
  async (name) => {
    const source = join(FIXTURES, name);
    const expected = forwardOf(source, { layers: [3, 4, 2] });
    for (const ending of ['json', 'safetensors']) {
      const { code, stdout, stderr } = await dyadsim('import', source, '-o', at(`same.${ending}`));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`${source}: 3-4-2\n`);
      expect(stdout).toContain(
        `network: { layers: [3, 4, 2], weights: { from: file, path: ${JSON.stringify(at(`same.${ending}`))} } }`,
      );
      expect(forwardOf(at(`same.${ending}`), { layers: [3, 4, 2] })).toEqual(expected);
    }
  },
);

test('square arrays are taken as PyTorch has them, and turned where they are said to be', async () => {
  const source = at('square.safetensors');
  writeFileSync(
    source,
    writeSafetensors(
      new Map([
        ['a.weight', square([1, 2, 3, 4])],
        ['b.weight', square([5, 6, 7, 8])],
      ]),
    ),
  );
  const read = async (...flags: string[]) => {
    expect((await dyadsim('import', source, '-o', at('square.json'), ...flags)).code).toBe(0);
    return JSON.parse(readFileSync(at('square.json'), 'utf8')).forward.map(
      ({ weights }: { weights: number[][] }) => weights,
    );
  };
  expect(await read()).toEqual([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ]);
  expect(await read('--transposed')).toEqual([
    [
      [1, 3],
      [2, 4],
    ],
    [
      [5, 7],
      [6, 8],
    ],
  ]);
  expect(await read('--layers', '2,2,2', '--transposed')).toEqual([
    [
      [1, 3],
      [2, 4],
    ],
    [
      [5, 7],
      [6, 8],
    ],
  ]);
});

test('layers that may be read either way are PyTorch’s, if nothing else is said', async () => {
  const source = at('either.safetensors');
  const values = new Float64Array(8);
  writeFileSync(
    source,
    writeSafetensors(
      new Map([
        ['a.weight', { shape: [2, 4], values }],
        ['b.weight', { shape: [4, 2], values }],
      ]),
    ),
  );
  expect((await dyadsim('import', source, '-o', at('either.json'))).stdout).toContain('either.safetensors: 4-2-4\n');
  expect((await dyadsim('import', source, '--transposed', '-o', at('either.json'))).stdout).toContain(
    'either.safetensors: 2-4-2\n',
  );
});

test('convolutions take the layers of a scenario', async () => {
  const { network } = loadScenario('train-convolution').scenario;
  const { forward } = randomNetwork(network, 'relu', 1, 'import');
  writeFileSync(at('conv.safetensors'), writeSafetensors(stateDict(forward, network)));
  const alone = await dyadsim('import', at('conv.safetensors'), '-o', at('conv.json'));
  expect(alone).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('name the scenario that states its layers, --scenario'),
  });
  const { code, stderr } = await dyadsim(
    'import',
    at('conv.safetensors'),
    '--scenario',
    'train-convolution',
    '-o',
    at('conv.json'),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(forwardOf(at('conv.json'), network)).toEqual(forward);
  expect(
    (await dyadsim('import', at('conv.safetensors'), '--scenario', 'train-convolution', '-o', at('same.safetensors')))
      .code,
  ).toBe(0);
  expect(readSafetensors(readFileSync(at('same.safetensors')), 'same')).toEqual(stateDict(forward, network));
});

test('what was read goes onto a chip', async () => {
  const layers = [64, 5, 10];
  const { forward } = randomNetwork({ layers }, 'relu', 1, 'chip');
  writeFileSync(at('net.safetensors'), writeSafetensors(stateDict(forward, { layers })));
  expect((await dyadsim('import', at('net.safetensors'), '-o', at('net.json'))).code).toBe(0);
  const of = (path: string, name: string) => {
    writeFileSync(
      at(name),
      `format: dyadsim/scenario@1\nname: imported\ndevice: ideal\nnetwork: { layers: [64, 5, 10], weights: { from: file, path: ${path} } }\nbeta: 0.1\nchips: 1\nseed: a\n`,
    );
    return dyadsim('sample', '--scenario', at(name));
  };
  const [imported, direct] = await Promise.all([of('net.json', 'a.yaml'), of('net.safetensors', 'b.yaml')]);
  expect(imported.code).toBe(0);
  expect(JSON.parse(imported.stdout)).toEqual(JSON.parse(direct.stdout));
});

test.each([
  [['net.txt', '-o', 'x.json'], 'expected a .safetensors or a .npz file'],
  [['net.pt', '-o', 'x.json'], 'a .pt file is not read'],
  [['none.npz', '-o', 'x.json'], 'none.npz: no such file'],
  [[join(FIXTURES, 'keras.npz'), '-o', 'x.h5'], '--output: expected a name that ends in .json or .safetensors'],
  [[join(FIXTURES, 'keras.npz'), '--layers', '3,5,2', '-o', 'x.json'], '0.weight: expected 5 x 3 for 3-5-2, got 3 x 4'],
  [
    [join(FIXTURES, 'odd.npz'), '-o', 'x.json'],
    'no array is known to be a weight; name them <layer>.weight; it has W0 4 x 3, b0 4, W1 2 x 4',
  ],
  [
    [join(FIXTURES, 'keras.npz'), '--layers', '3,4,2', '--scenario', 'ideal-quick', '-o', 'x.json'],
    'states the layers: leave out --layers',
  ],
  [[join(FIXTURES, 'keras.npz'), '-o', 'nowhere/x.json'], '--output: cannot write'],
])('%j is refused', async (args, message) => {
  const { code, stdout, stderr } = await dyadsim('import', ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});
