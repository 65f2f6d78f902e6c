import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim, start } from './dyadsim.ts';
import { smallScenario } from './small-scenario.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-status-'));
afterAll(() => rmSync(folder, { recursive: true }));
const scenario = staticScenario(folder, 'many', '24', '');
const run = join(folder, 'run');
const statusOf = async (of: string) => JSON.parse((await dyadsim('status', of, '--json')).stdout);

beforeAll(async () => {
  const flags = ['--chips-per-block', '4', '--threads', '0', '--shard'];
  expect((await dyadsim('sweep', scenario, '-o', run, ...flags, '1/2')).code).toBe(0);
});

describe('status', () => {
  test('of a run half done: blocks, which are missing, and no report', async () => {
    expect(await statusOf(run)).toMatchObject({
      name: 'many',
      seed: 'static',
      chips: 24,
      until: 'none',
      blocks: { done: 3, of: 6, missing: [1, 3, 5] },
      damaged: [],
      report: false,
      atWork: null,
    });
    const { code, stdout } = await dyadsim('status', run);
    expect(code).toBe(0);
    expect(stdout).toContain('rows      3 of 6 blocks, 24 chips in all\n');
    expect(stdout).toContain('missing   1,3,5; the sweep with --resume makes them\n');
    expect(stdout).toContain('at work   nobody\n');
  });

  test('names a damaged block, and changes nothing', async () => {
    const harmed = join(folder, 'harmed');
    cpSync(run, harmed, { recursive: true });
    writeFileSync(join(harmed, 'trials/block-00002.parquet'), 'PAR1');
    const before = readdirSync(join(harmed, 'trials'));
    const { blocks, damaged } = await statusOf(harmed);
    expect(blocks).toMatchObject({ done: 2, missing: [1, 2, 3, 5] });
    expect(damaged).toHaveLength(1);
    expect(damaged[0]).toContain('block-00002.parquet');
    expect(readdirSync(join(harmed, 'trials'))).toEqual(before);
  });

  test('of a run that is done, and of one that ended by itself', async () => {
    const whole = join(folder, 'whole');
    expect((await dyadsim('sweep', scenario, '-o', whole, '--threads', '0')).code).toBe(0);
    expect(await statusOf(whole)).toMatchObject({ blocks: { missing: [] }, report: true });
    const open = staticScenario(folder, 'open', 'auto', 'until: { interval: 20 % }');
    const ended = join(folder, 'ended');
    expect((await dyadsim('sweep', open, '-o', ended, '--threads', '0')).code).toBe(0);
    const status = await statusOf(ended);
    expect(status.until).toBe('ended');
    expect(status.blocks.done).toBe(status.blocks.of);
    rmSync(join(ended, 'stopped.json'));
    expect(await statusOf(ended)).toMatchObject({ until: 'not yet', chips: 1_000_000, blocks: { missing: [] } });
  });

  test('says who is at work', async () => {
    const busy = join(folder, 'busy');
    const long = smallScenario(folder, { chips: 3000, seed: 'long', hidden: 30 });
    const { kill, finished } = start('sweep', long, '-o', busy, '--threads', '1', '--quiet');
    let atWork: string | null = null;
    for (let tries = 0; tries < 40 && atWork === null; tries++) {
      await setTimeout(250);
      if (existsSync(join(busy, 'manifest.json'))) ({ atWork } = await statusOf(busy));
    }
    expect(atWork).toMatch(/^process \d+ on /);
    kill('SIGTERM');
    await finished;
    expect((await statusOf(busy)).atWork).toBeNull();
  });

  test.each([
    ['none', 'no such folder'],
    ['.', 'holds other files and no run'],
  ])('%s is none', async (name, message) => {
    const { code, stderr } = await dyadsim('status', join(folder, name));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
