import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dyadsim, type Running, start } from './dyadsim.ts';
import { rowFiles, unpackedBlocks } from './row-files.ts';
import { smallScenario } from './small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-sweep-'));
/** Long enough to be stopped on the way: a second or two, in 32 blocks. */
const scenario = smallScenario(folder, { chips: 32, probes: 1 });
const SMALL_BLOCKS = ['--chips-per-block', '1'];
/** Where rows are all that is looked at. */
const ROWS = [...SMALL_BLOCKS, '--no-report'];
/** A run that nothing disturbed. */
const whole = join(folder, 'whole');
/** Its blocks before they were packed. */
let blocks: Record<string, string>;

beforeAll(async () => {
  const { code, stdout, stderr } = await dyadsim('sweep', scenario, '-o', whole, '--threads', '2', ...SMALL_BLOCKS);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(join(whole, 'report.html'));
  blocks = await unpackedBlocks(folder, scenario, ...SMALL_BLOCKS);
});
afterAll(() => rmSync(folder, { recursive: true }));

function trials(run: string): string[] {
  return Object.keys(rowFiles(run));
}

/** Stops a sweep once it has some blocks and long before it has all. */
async function stopOnTheWay(running: Running, run: string, signal: NodeJS.Signals): Promise<void> {
  while (trials(run).length < 2) await setTimeout(10);
  running.kill(signal);
}

test('a run directory holds manifest, blocks, summary, report and plots, and nothing half-written', () => {
  expect(readdirSync(whole).sort()).toEqual([
    'manifest.json',
    'plots',
    'report.html',
    'report.md',
    'summary.json',
    'trials',
  ]);
  expect(readdirSync(join(whole, 'trials'))).toEqual(['blocks-00000-00031.parquet']);
  expect(Object.keys(blocks)).toHaveLength(32);
  const manifest = JSON.parse(readFileSync(join(whole, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ format: 'dyadsim/run@4', seed: 'small', scenarioFile: scenario, chipsPerBlock: 1 });
  const common = { beta: 0.3, loss: 'squared-error', nudge: 'live', accept: { angleDeg: 45 } };
  expect(manifest.points).toMatchObject([
    { index: 0, alpha: 0, ...common },
    { index: 1, alpha: 0.8, ...common },
  ]);
  // 500 time constants of the ideal device.
  expect(manifest.points[1].horizon).toBeCloseTo(500 * manifest.scenario.device.neuron.tau.nominal, 15);
  expect(manifest.command).toMatch(/^dyadsim sweep .*scenario-small\.yaml -o .*whole --threads 2 --chips-per-block 1$/);
});

test.each(['0', '2'])(
  'Ctrl-C with %s threads keeps what is done and says how to go on; resumed, every byte is the same',
  async (threads) => {
    const run = join(folder, `stopped-${threads}`);
    const running = start('sweep', scenario, '-o', run, '--threads', threads, ...ROWS);
    await stopOnTheWay(running, run, 'SIGINT');
    const stopped = await running.finished;
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/interrupted with \d+ of 32 chips done; to go on: dyadsim sweep .* --resume\n$/);
    const kept = rowFiles(run);
    expect(Object.keys(kept).length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(kept).length).toBeLessThan(32);
    expect(blocks).toMatchObject(kept);

    const resumed = await dyadsim('sweep', scenario, '-o', run, '--threads', '1', '--resume', ...ROWS);
    expect(resumed.code).toBe(0);
    expect(rowFiles(run)).toEqual(rowFiles(whole));
  },
);

test('killed without warning and with a damaged block, it resumes to the same bytes', async () => {
  const run = join(folder, 'killed');
  const args = ['sweep', scenario, '-o', run, '--threads', '2', ...ROWS];
  const running = start(...args);
  await stopOnTheWay(running, run, 'SIGKILL');
  expect((await running.finished).code).toBe(null);
  const damaged = join(run, 'trials', trials(run)[0]);
  truncateSync(damaged, 1000);
  const { code, stderr } = await dyadsim(...args, '--resume');
  expect(code).toBe(0);
  expect(stderr).toContain(`warning: ${damaged}: damaged`);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
  expect(readdirSync(join(run, 'trials'))).toEqual(trials(run));
});

test('shards on separate machines, their files copied together, are the whole', async () => {
  const runs = [1, 2, 3].map((i) => join(folder, `shard-${i}`));
  for (const [i, run] of runs.entries()) {
    const { code, stdout, stderr } = await dyadsim(
      'sweep',
      scenario,
      '-o',
      run,
      '--shard',
      `${i + 1}/3`,
      '--threads',
      '2',
      ...SMALL_BLOCKS,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(new RegExp(`shard ${i + 1}/3 is done; 2[12] of 32 blocks are with other shards`));
  }
  const partial = await dyadsim('report', runs[0]);
  expect(partial.code).toBe(0);
  expect(partial.stderr).toMatch(
    /warning: 21 of 32 blocks are missing: 1-2,4-5,7-8,10-11,13-14,16-17,19-20,22-23,25-26,28-29,31\n/,
  );
  for (const run of runs.slice(1)) {
    for (const name of trials(run)) copyFileSync(join(run, 'trials', name), join(runs[0], 'trials', name));
  }
  expect(rowFiles(runs[0])).toEqual(blocks);
  const points = JSON.parse(readFileSync(join(whole, 'summary.json'), 'utf8')).points;
  const merged = await dyadsim('report', runs[0], '--json');
  expect(JSON.parse(merged.stdout).summary.points).toEqual(points);
  // A report changes no rows; a sweep that finds all of them done packs them.
  expect(rowFiles(runs[0])).toEqual(blocks);
  const packed = await dyadsim('sweep', scenario, '-o', runs[0], '--resume', '--json', ...SMALL_BLOCKS);
  expect(JSON.parse(packed.stdout).summary.points).toEqual(points);
  expect(rowFiles(runs[0])).toEqual(rowFiles(whole));
});

test('without a report there are its numbers alone, and pages of before go; report makes them', async () => {
  const run = join(folder, 'rows');
  const few = smallScenario(folder, { chips: 2, probes: 1, hidden: 4, seed: 'rows' });
  const sweep = (...flags: string[]) => dyadsim('sweep', few, '-o', run, '--threads', '0', '--quiet', ...flags);
  const { code, stdout } = await sweep('--no-report');
  expect({ code, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: join(run, 'summary.json') });
  expect(readdirSync(run).sort()).toEqual(['manifest.json', 'summary.json', 'trials']);
  const summary = () => JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));
  const { checksum: _, loops, examples, ...alone } = summary();
  expect((await dyadsim('report', run)).code).toBe(0);
  // Only pages have chips made again.
  expect([loops, examples]).toEqual([null, null]);
  expect(summary()).toMatchObject({ ...alone, loops: [{ rule: 'dp' }, { rule: 'dp-transpose' }] });
  expect(summary().examples).not.toHaveLength(0);
  expect(readdirSync(run)).toEqual(readdirSync(whole));
  const again = await sweep('--resume', '--no-report', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ report: null, missingBlocks: 0, summary: { trials: { found: 8 } } });
  expect(readdirSync(run).sort()).toEqual(['manifest.json', 'summary.json', 'trials']);
  expect(await sweep('--resume', '--no-report', '--open')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("'--open' cannot be used with option '--no-report'"),
  });
});

test('a run is neither overwritten unasked nor resumed with something else', async () => {
  const before = rowFiles(whole);
  const again = await dyadsim('sweep', scenario, '-o', whole);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/already holds a run: continue it with --resume or replace it with --overwrite/);
  const other = smallScenario(folder, { chips: 32, probes: 1, seed: 'other' });
  const mixed = await dyadsim('sweep', other, '-o', whole, '--resume', ...SMALL_BLOCKS);
  expect(mixed.code).toBe(2);
  expect(mixed.stderr).toMatch(/cannot be resumed.*\n(.*\n)* {2}seed: "small" in the run, "other" now/);
  expect(rowFiles(whole)).toEqual(before);
});

test('resuming a finished run computes nothing and says the same', async () => {
  const { code, stdout } = await dyadsim('sweep', scenario, '-o', whole, '--resume', '--json', ...SMALL_BLOCKS);
  expect(code).toBe(0);
  const { run, report, missingBlocks, summary } = JSON.parse(stdout);
  expect({ run, report, missingBlocks }).toEqual({ run: whole, report: join(whole, 'report.html'), missingBlocks: 0 });
  expect(summary.trials).toEqual({ expected: 128, found: 128 });
});

test('blocks are of a size that does not depend on how many chips there are', async () => {
  const sizes = await Promise.all(
    [3, 32].map(async (chips) => {
      const run = join(folder, `sized-${chips}`);
      const few = smallScenario(folder, { chips, probes: 1, seed: `sized-${chips}` });
      expect((await dyadsim('sweep', few, '-o', run, '--shard', '2/2', '--quiet')).code).toBe(0);
      return JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')).chipsPerBlock;
    }),
  );
  expect(sizes[0]).toBe(sizes[1]);
  expect(sizes[0]).toBeGreaterThan(3);
});
