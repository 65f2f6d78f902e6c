import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim, start } from './dyadsim.ts';
import { staticScenario } from './static-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-until-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (name: string, own: string, chips = 'auto') =>
  staticScenario(folder, name, chips, `follow: 1\n${own}`, 1);

/** The same, of engine: screened. */
function screened(own: string, chips = 'auto'): string {
  const file = scenario('screened', own, chips);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('engine: static', 'engine: screened').replace('follow: 1\n', ''),
  );
  return file;
}

const decided = scenario('decided', 'until: { decided: true }\naccept: { specs: [{ metric: stable, target: 90 % }] }');
const whole = join(folder, 'whole');
const FLAGS = ['--quiet', '--chips-per-block', '4'];
const sweep = (file: string, run: string, ...more: string[]) =>
  dyadsim('sweep', file, '-o', run, ...FLAGS, '--no-report', ...more);
const bytesOf = (run: string) =>
  readdirSync(join(run, 'trials'))
    .sort()
    .map((name) => `${name} ${readFileSync(join(run, 'trials', name)).toString('base64')}`);
const summaryOf = (run: string) => JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));

beforeAll(async () => {
  expect(await dyadsim('sweep', decided, '-o', whole, ...FLAGS, '--check', '--threads', '2')).toMatchObject({
    code: 0,
  });
});

describe('a sweep that ends when enough is known', () => {
  test('has the chips of the first blocks that show it, and says so', async () => {
    const { setup, trials, points } = summaryOf(whole);
    // 90 % without a failure is shown by 53 chips, so after 14 blocks of 4.
    expect(setup).toMatchObject({ chips: 56, chipsAtMost: 1_000_000, until: { decided: true } });
    expect(trials).toEqual({ expected: 112, found: 112 });
    for (const { specs, stable } of points[0].cells) {
      expect(specs[0]).toMatchObject({ passed: 56, verdict: 'pass' });
      expect(specs[0].target.chipsWithoutFailure).toBe(53);
      expect(stable.wilson).toEqual(specs[0].bounds);
    }
    const markdown = readFileSync(join(whole, 'report.md'), 'utf8');
    expect(markdown).toContain('ended after 56 chips, when every target was met or missed');
    expect(markdown).toContain('confidence sequences');
  });

  test('has the same bytes without threads, and as a run of just so many chips', async () => {
    const alone = join(folder, 'alone');
    expect((await sweep(decided, alone, '--threads', '0')).code).toBe(0);
    expect(bytesOf(alone)).toEqual(bytesOf(whole));
    expect(readdirSync(join(alone, 'trials'))).toEqual(['blocks-00000-00013.parquet']);
  });

  test('is over when it is resumed, and reported as it is', async () => {
    const before = bytesOf(whole);
    expect((await sweep(decided, whole, '--resume', '--check')).code).toBe(0);
    expect(bytesOf(whole)).toEqual(before);
    const { code, stderr } = await dyadsim('report', whole, '--check');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'check: pass\n' });
  });

  test('finds its end again where the file that says it is damaged or gone', async () => {
    for (const harm of ['damaged', 'gone']) {
      const run = join(folder, harm);
      cpSync(whole, run, { recursive: true });
      if (harm === 'gone') rmSync(join(run, 'stopped.json'));
      else writeFileSync(join(run, 'stopped.json'), '{ "chips": 8 }');
      expect((await sweep(decided, run, '--resume')).code).toBe(0);
      expect(bytesOf(run)).toEqual(bytesOf(whole));
      expect(readFileSync(join(run, 'stopped.json'), 'utf8')).toBe(readFileSync(join(whole, 'stopped.json'), 'utf8'));
    }
  });

  test.each([100, 400, 900])('killed after %i ms goes on to the same bytes', async (wait) => {
    const run = join(folder, `killed-${wait}`);
    const { kill, finished } = start('sweep', decided, '-o', run, ...FLAGS, '--threads', '2');
    await setTimeout(wait);
    kill('SIGKILL');
    await finished;
    expect((await sweep(decided, run, '--resume', '--threads', '2')).code).toBe(0);
    expect(bytesOf(run)).toEqual(bytesOf(whole));
  });

  test('is mended where its manifest is damaged', async () => {
    const run = join(folder, 'manifest');
    cpSync(whole, run, { recursive: true });
    writeFileSync(join(run, 'manifest.json'), '{');
    expect((await sweep(decided, run, '--resume')).code).toBe(0);
    expect(bytesOf(run)).toEqual(bytesOf(whole));
  });

  test('fills a hole before it goes on', async () => {
    const run = join(folder, 'hole');
    const part = scenario('decided', 'until: { decided: true }\naccept: { specs: [{ metric: stable, target: 90 % }] }');
    expect((await sweep(part, run)).code).toBe(0);
    rmSync(join(run, 'stopped.json'));
    const [packed] = readdirSync(join(run, 'trials'));
    rmSync(join(run, 'trials', packed));
    expect((await sweep(part, run, '--resume')).code).toBe(0);
    expect(bytesOf(run)).toEqual(bytesOf(whole));
  });

  test('by the width of its intervals, of the yields where there are no specs', async () => {
    const run = join(folder, 'width');
    expect((await sweep(scenario('width', 'until: { interval: 20 % }'), run)).code).toBe(0);
    const { points, setup } = summaryOf(run);
    const widths = points[0].cells.flatMap(({ stable, inRange, aligned }: Record<string, { wilson: number[] }>) =>
      [stable, inRange, aligned].map(({ wilson: [low, high] }) => high - low),
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(0.2);
    expect(setup.chips).toBeLessThan(setup.chipsAtMost);
  });

  test('tells when its chips ran out', async () => {
    const run = join(folder, 'out');
    const file = scenario(
      'out',
      'until: { decided: true }\naccept: { specs: [{ metric: stable, target: 90 % }] }',
      '20',
    );
    const { code, stderr } = await sweep(file, run, '--check');
    expect(code).toBe(3);
    expect(stderr).toContain('not enough is known after all 20 chips');
    expect(summaryOf(run).setup).toMatchObject({ chips: 20, chipsAtMost: 20 });
  });

  const shard = (run: string, i: number, of: number) =>
    start('sweep', decided, '-o', run, ...FLAGS, '--threads', '1', '--shard', `${i}/${of}`);
  const stoppedOf = (run: string) => readFileSync(join(run, 'stopped.json'), 'utf8');

  test('shards of one run directory come to the same end, and leave nothing beyond it', async () => {
    const run = join(folder, 'shards');
    // Rounds of four blocks, and the end after 14: two blocks more are computed.
    const ended = await Promise.all([1, 2, 3, 4].map((i) => shard(run, i, 4).finished));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ended.map(() => ({ code: 0, stderr: '' })));
    expect(bytesOf(run)).toEqual(bytesOf(whole));
    expect(stoppedOf(run)).toBe(stoppedOf(whole));
    expect(summaryOf(run).points).toEqual(summaryOf(whole).points);
    expect(readdirSync(run).sort()).toEqual(readdirSync(whole).sort());
  });

  test('a shard whose others never begin, or die, ends all the same, and makes good what is damaged of theirs', async () => {
    const run = join(folder, 'lonely');
    const dead = shard(run, 1, 4);
    const first = join(run, 'trials', 'block-00000.parquet');
    while (!existsSync(first)) await setTimeout(5);
    dead.kill('SIGKILL');
    await dead.finished;
    truncateSync(first, 1000);
    const { code, stderr } = await shard(run, 3, 4).finished;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`warning: ${first}: damaged`) });
    expect(bytesOf(run)).toEqual(bytesOf(whole));
    // One that comes when all is over has nothing to do.
    expect(await shard(run, 4, 4).finished).toMatchObject({ code: 0, stderr: '' });
    expect(bytesOf(run)).toEqual(bytesOf(whole));
  });

  test('shards are interrupted and go on to the same bytes', async () => {
    const run = join(folder, 'interrupted');
    const running = [1, 2].map((i) => shard(run, i, 2));
    while (!existsSync(join(run, 'trials')) || readdirSync(join(run, 'trials')).length < 3) await setTimeout(5);
    for (const { kill } of running) kill('SIGTERM');
    for (const { finished } of running) expect([0, 130]).toContain((await finished).code);
    const ended = await Promise.all([1, 2].map((i) => shard(run, i, 2).finished));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(bytesOf(run)).toEqual(bytesOf(whole));
  });
});

test('a screened sweep ends when foretold and simulated chips together tell the three yields as closely', async () => {
  const file = screened('until: { interval: 50 % }\nscreen: { near: 20 %, sample: 50 % }');
  const run = join(folder, 'screened');
  expect(await dyadsim('sweep', file, '-o', run, ...FLAGS, '--threads', '2')).toMatchObject({ code: 0 });
  const { setup, points } = summaryOf(run);
  const widths = points[0].cells.flatMap(({ stable, inRange, aligned }: Record<string, { wilson: number[] }>) =>
    [stable, inRange, aligned].map(({ wilson: [low, high] }) => high - low),
  );
  expect(setup.chips % 4).toBe(0);
  expect(Math.max(...widths)).toBeLessThanOrEqual(0.5);
  expect(points[0].cells[0].stable.screened.simulated).toBeLessThan(setup.chips);
  expect(readFileSync(join(run, 'report.md'), 'utf8')).toContain(
    `ended after ${setup.chips} chips, when every interval was within 50 %`,
  );
});

test.each([
  ['', 'auto', 'chips: expected a number, or until'],
  ['until: { decided: true }', '20', 'until: expected accept.specs with a target'],
  ['until: { interval: 2 %, decided: true }', '20', 'until'],
  ['until: { interval: 0 }', '20', 'until.interval'],
  ['until: { interval: 2 % }\nscreen: { sample: 0 }', 'auto', 'screen.sample: expected more than 0'],
])('%s with chips: %s is told', async (own, chips, message) => {
  const { code, stderr } = await dyadsim(
    'validate',
    own.includes('screen') ? screened(own, chips) : scenario('wrong', own, chips),
  );
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
