import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunFlags } from '../../src/cli/flags.ts';
import { setUp, setUpOne } from '../../src/cli/setup.ts';
import { InputError } from '../../src/config/input-error.ts';
import { dyadsim } from './dyadsim.ts';
import { smallScenario } from './small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A measured chip of layers 3-5-4-2. */
const { cases } = JSON.parse(readFileSync('test/reference/cases.json', 'utf8'));
const chip = file('chip.json', JSON.stringify(cases[0].chip));
const scenario = smallScenario(folder);

async function refusal(target: string | undefined, flags: Omit<RunFlags, 'rule'>): Promise<string> {
  try {
    await setUp(target, { rule: 'dp', ...flags });
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
}

test('a chip with pools of the largest is refused where its file has them', async () => {
  const pooled = file(
    'pooled.json',
    `{ "format": "dyadsim/chip@1", "name": "pooled", "activation": "relu",
  "layers": [[2, 2, 1], { "convolution": 1, "kernel": 1 },
    { "dense": 2, "pool": { "max": 2 } }],
  "forward": [{ "weights": [[1]], "bias": [0] }, { "weights": [[1], [1]], "bias": [0, 0] }] }`,
  );
  expect(await refusal(pooled, { input: '1,2,3,4', target: '0' })).toMatch(
    /pooled\.json:3:\d+ layers\[2\]\.pool\.max: expected an average pool: the largest of a window/,
  );
  const means = file('means.json', readFileSync(pooled, 'utf8').replace('max', 'average'));
  expect((await setUp(means, { rule: 'dp', input: '1,2,3,4', target: '0' })).drives).toHaveLength(1);
});

describe('a bad input is told by its flag', () => {
  const target = '0';
  test.each([
    { flags: { input: '1,2', target }, message: /^--input: expected 3 numbers, one per input neuron, got 2/ },
    { flags: { input: '1,NaN,3', target }, message: /^--input: expected finite numbers.*"NaN" at position 2/ },
    { flags: { input: '1,,3', target }, message: /^--input: expected finite numbers.*"" at position 2/ },
    { flags: { input: '1,1e999,3', target }, message: /^--input: expected finite numbers/ },
    { flags: { input: file('cut.json', '[1, 2'), target }, message: /cut\.json:1:6: not valid / },
    {
      flags: { input: file('map.json', '{"x": 1}'), target },
      message: /map\.json:1:1: expected a list or a finite number, got \{"x":1\}/,
    },
    {
      flags: { input: file('null.json', '[0.1, null, 0.3]'), target },
      message: /null\.json:1:7 1: expected a finite number, got null/,
    },
    { flags: { input: join(folder, 'missing.json'), target }, message: /missing\.json: no such file/ },
    { flags: { input: '1,2,3', target: '2' }, message: /^--target: expected a class index from 0 to 1/ },
    { flags: { input: '1,2,3', target: 'one' }, message: /^--target: expected a class index.*got "one"/ },
    { flags: { input: '1,2,3', target: '1,0,0' }, message: /^--target: expected 2 numbers, one per output, got 3/ },
    {
      flags: { input: '1,2,3', target: 'class:2' },
      message: /^--target: expected a class index from 0 to 1.*"class:2"/,
    },
    { flags: { input: '1,2,3', target: 'class:' }, message: /^--target: expected a class index from 0 to 1/ },
    { flags: { input: '1,2,3', target: '0.3' }, message: /^--target: expected a class index from 0 to 1 or 2 numbers/ },
    { flags: { input: '1,2,3', target: '0.3,' }, message: /^--target: expected 2 numbers, one per output, got 1/ },
    { flags: { input: '1,2,3', target: ',' }, message: /^--target: expected finite numbers.*"" at position 1/ },
    {
      flags: { input: file('two.json', '\n[1, 2]'), target },
      message: /two\.json:2:1: expected 3 numbers, one per input/,
    },
    { flags: { input: '1,2,3' }, message: /^--target: a chip file needs --input and --target, or --scenario/ },
    { flags: { target }, message: /^--input: a chip file needs --input and --target/ },
    { flags: { probe: 0 }, message: /^--probe: a chip file has no probes/ },
    { flags: { scenario }, message: /^--scenario: is for layers 64-6-10, the chip has 3-5-4-2/ },
    { flags: { input: '1,2,3', target, horizon: '5' }, message: /^--horizon: expected a time.*got "5"/ },
    { flags: { input: '1,2,3', target, horizon: '-5 ms' }, message: /^--horizon: expected a time above 0/ },
    { flags: { point: 1 }, message: /^--point: needs --scenario/ },
  ])('chip file, $flags', async ({ flags, message }) => {
    expect(await refusal(chip, flags)).toMatch(message);
  });

  test.each([
    { flags: { scenario, point: 2 }, message: /^--point: .* has points 0 to 1, got 2/ },
    { flags: { scenario, probe: 2 }, message: /^--probe: there are probes 0 to 1, got 2/ },
    { flags: { scenario, input: '1,2' }, message: /^--target: is needed with --input/ },
    { flags: { scenario, target: '10' }, message: /^--target: expected a class index from 0 to 9/ },
    { flags: {}, message: /^device\|chip: name a device or a chip, or give --scenario/ },
  ])('scenario, $flags', async ({ flags, message }) => {
    expect(await refusal(undefined, flags)).toMatch(message);
  });

  test('a scenario is no chip, a misspelt device is suggested', async () => {
    expect(await refusal(scenario, {})).toMatch(/a scenario, expected a device or a chip.*--scenario/);
    expect(await refusal('idael', {})).toMatch(/^idael: no such file.*ideal/);
  });
});

describe('what is not on the command line', () => {
  test('comes from the scenario, at the point that is named', async () => {
    const { circuit, drives } = await setUp(undefined, { rule: 'dp', scenario, point: 1, chip: 3 });
    expect(drives.map(({ probe }) => probe)).toEqual([0, 1]);
    expect(drives[0].drive).toMatchObject({ beta: 0.3, loss: 'squared-error', nudge: 'live' });
    expect(Array.from(circuit.chip.neurons[1]?.alpha ?? [])).toEqual(Array(6).fill(0.8));
  });

  test('yields to flags', async () => {
    const flags = { beta: 0.7, loss: 'cross-entropy', nudge: 'held', horizon: '3 ms', maxEvents: 17 } as const;
    const { drive, limits } = await setUpOne(undefined, { rule: 'dp', scenario, ...flags });
    expect(drive).toMatchObject({ beta: 0.7, loss: 'cross-entropy', nudge: 'held' });
    expect(limits).toEqual({ horizon: 0.003, maxEvents: 17, observe: { wait: null, window: null } });
  });

  test('without a chip index the chip is the nominal one, which has no spread', async () => {
    const nominal = (await setUpOne(undefined, { rule: 'dp', scenario })).circuit.chip;
    const sampled = (await setUpOne(undefined, { rule: 'dp', scenario, chip: 0 })).circuit.chip;
    const gains = (of: typeof nominal) => new Set(of.neurons[1]?.gain.plus);
    expect(gains(nominal)).toEqual(new Set([1]));
    expect(gains(sampled).size).toBe(6);
  });

  test('a list is a target as it stands; a class of a chip file is one-hot', async () => {
    const given = { rule: 'dp', input: '1,2,3' } as const;
    expect(Array.from((await setUpOne(chip, { ...given, target: '0.25,-1' })).drive.target)).toEqual([0.25, -1]);
    expect(Array.from((await setUpOne(chip, { ...given, target: '1' })).drive.target)).toEqual([0, 1]);
    expect(Array.from((await setUpOne(chip, { ...given, target: 'class:1' })).drive.target)).toEqual([0, 1]);
    expect(Array.from((await setUpOne(chip, { ...given, target: '0.25,-1,' })).drive.target)).toEqual([0.25, -1]);
  });

  const one = { plus: [1], minus: [1] };
  const single = file(
    'single.json',
    JSON.stringify({
      format: 'dyadsim/chip@1',
      layers: [1, 1],
      activation: 'relu',
      forward: [{ weights: [[1]], bias: [0] }],
      neurons: [null, { alpha: [0.5], tau: one, gain: one, offset: one, nudgeGain: one, meanWeight: one }],
    }),
  );

  test.each([
    ['0.3', 0.3],
    ['-0.4', -0.4],
    ['0.3,', 0.3],
    ['1', 1],
    ['0', 0],
    ['7', 7],
    [' 2e-1 ', 0.2],
    [file('list.json', '[0.3]'), 0.3],
    [file('number.json', '0.3'), 0.3],
  ])('one output has a value, not a class: --target %s', async (target, value) => {
    expect(Array.from((await setUpOne(single, { rule: 'dp', input: '1', target })).drive.target)).toEqual([value]);
  });

  test('one output has no class', async () => {
    const flags = { input: '1', target: 'class:0' };
    expect(await refusal(single, flags)).toBe('--target: expected a number: one output has no classes, got "class:0"');
  });

  test('a negative value is a value on a command line too', async () => {
    const args = ['simulate', single, '--rule', 'dp', '--input', '-1', '--target', '-0.4', '--json'];
    const { code, stdout, stderr } = await dyadsim(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // a_L = W x + b = -1: 0.5 (-1 + 0.4)^2 before nudging.
    expect(JSON.parse(stdout).free.lossValue).toBeCloseTo(0.18, 12);
  });
});
