import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim, start } from './dyadsim.ts';
import { rowFiles } from './row-files.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (name: string, own: string, chips = '16') => staticScenario(folder, name, chips, own);
/** Above 10 % of a die's spread, so that a chip's margin tells what its die is. */
const DIE = 'sweep: { device.neuron.gain.die: [30 %] }';
const sobol = scenario('sobol', `plan: sobol\nreplicates: 8\n${DIE}`);
const latin = scenario('latin', `plan: latin-hypercube\nreplicates: 8\n${DIE}`);
const run = (name: string) => join(folder, name);
const FLAGS = ['--quiet', '--chips-per-block', '4'];
const sweep = (file: string, name: string, ...more: string[]) =>
  dyadsim('sweep', file, '-o', run(name), ...FLAGS, '--no-report', ...more);
const chipOf = async (file: string, index: number) =>
  JSON.parse((await dyadsim('sample', '--scenario', file, '--point', '0', '--chip', String(index))).stdout);

beforeAll(async () => {
  for (const [file, name] of [
    [sobol, 'sobol'],
    [latin, 'latin'],
  ]) {
    expect(await dyadsim('sweep', file, '-o', run(name), ...FLAGS, '--threads', '2')).toMatchObject({ code: 0 });
  }
});

describe.each([
  ['sobol', sobol],
  ['latin', latin],
] as const)('a sweep with a plan (%s)', (name, file) => {
  test('has the same bytes without threads', async () => {
    expect((await sweep(file, `${name}-alone`, '--threads', '0')).code).toBe(0);
    expect(rowFiles(run(`${name}-alone`))).toEqual(rowFiles(run(name)));
  });

  test('has the same bytes after a kill, resumed', async () => {
    const killed = run(`${name}-killed`);
    const going = start('sweep', file, '-o', killed, ...FLAGS, '--threads', '0');
    for (let waited = 0; Object.keys(rowFiles(killed)).length === 0 && waited < 200; waited++) await setTimeout(20);
    going.kill('SIGKILL');
    await going.finished;
    expect((await sweep(file, `${name}-killed`, '--resume', '--threads', '0')).code).toBe(0);
    expect(rowFiles(killed)).toEqual(rowFiles(run(name)));
  });

  test('has the same bytes from shards whose files are copied together', async () => {
    const [first, second] = ['1/2', '2/2'].map((shard) => ({ shard, part: `${name}-${shard[0]}` }));
    for (const { shard, part } of [first, second]) {
      expect((await sweep(file, part, '--shard', shard, '--threads', '0')).code).toBe(0);
    }
    cpSync(join(run(second.part), 'trials'), join(run(first.part), 'trials'), { recursive: true });
    expect((await sweep(file, first.part, '--resume', '--threads', '0')).code).toBe(0);
    expect(rowFiles(run(first.part))).toEqual(rowFiles(run(name)));
  });

  test('gives its chips to sample and to simulate, which a plan of another kind does not have', async () => {
    const [own, random] = [await chipOf(file, 9), await chipOf(scenario('random', DIE), 9)];
    expect(own.name).not.toBe(random.name);
    expect(own.neurons[1].gain.plus).not.toEqual(random.neurons[1].gain.plus);
    // The die moves all neurons alike; their mismatch is that of the chip without a plan.
    const shifts = own.neurons
      .slice(1)
      .flatMap((layer: typeof own, k: number) =>
        layer.gain.plus.map((gain: number, i: number) => gain - random.neurons[k + 1].gain.plus[i]),
      );
    for (const shift of shifts) expect(Math.abs(shift - shifts[0])).toBeLessThan(1e-14);
    const { code, stdout } = await dyadsim(
      'analyze',
      '--scenario',
      file,
      '--point',
      '0',
      '--chip',
      '9',
      '--rule',
      'dp',
      '--json',
    );
    const random9 = await dyadsim(
      'analyze',
      '--scenario',
      scenario('random', DIE),
      '--point',
      '0',
      '--chip',
      '9',
      '--rule',
      'dp',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).loop.gainMargin).not.toBe(JSON.parse(random9.stdout).loop.gainMargin);
  });
});

test('the summary, the report and the terminal say the plan, and on what intervals rest', async () => {
  const summary = JSON.parse(readFileSync(join(run('sobol'), 'summary.json'), 'utf8'));
  expect(summary.setup.plan).toEqual({ kind: 'sobol', replicates: 8 });
  const { stable } = summary.points[0].cells[0];
  expect(stable.clopperPearson).toEqual(stable.wilson);
  const said = '8 independent scrambled Sobol sequences, 2 chips each, over die and gradient';
  expect(readFileSync(join(run('sobol'), 'report.md'), 'utf8')).toContain(said);
  expect(readFileSync(join(run('sobol'), 'report.html'), 'utf8')).toContain(said);
  expect((await dyadsim('report', run('sobol'))).stdout).toContain(said);
});

describe('what does not go with a plan is refused where it stands', () => {
  test.each([
    ['until: { interval: 2 % }', /:13:8 until: expected plan: random, of whose chips a confidence sequence holds/],
    [
      'accept: { specs: [{ metric: stable, target: 95 % }] }',
      /:13:18 accept\.specs: expected plan: random, of whose chips the exact bounds/,
    ],
    ['engine: screened', /engine: expected events or static, whose yields a sobol plan has intervals of/],
    ['replicates: 7', /:13:13 replicates: .*8/],
    ['replicates: 24', /:9:8 chips: expected a multiple of the 24 replicates/],
  ])('%s', async (own, message) => {
    const file = scenario('refused', `plan: sobol\n${own}`);
    if (own === 'engine: screened') {
      writeFileSync(file, readFileSync(file, 'utf8').replace('engine: static\n', ''));
    }
    const { code, stderr } = await dyadsim('validate', file);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('replicates without a plan, a plan that there is not, and one for trainings', async () => {
    const refusals = [
      ['replicates: 8', /:12:13 replicates: expected plan: latin-hypercube or sobol/],
      ['plan: sobal', /:12:7 plan: expected .*sobol.*got "sobal"/],
      ['plan: sobol\nreplicates: 8\nkind: train', /:12:7 plan: expected random for kind: train, whose intervals/],
    ] as const;
    for (const [own, message] of refusals) {
      const { code, stderr } = await dyadsim('validate', scenario('wrong', own));
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    }
  });
});
