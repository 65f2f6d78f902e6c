import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dyadsim, MAIN, start, startWith } from './dyadsim.ts';
import { rowFiles, unpackedBlocks } from './row-files.ts';
import { smallScenario } from './small-scenario.ts';

// Each test is named after the defect that it was written for; test/torture does the same at length.
const folder = mkdtempSync(join(tmpdir(), 'dyadsim-reliability-'));
const scenario = smallScenario(folder, { chips: 32, probes: 1 });
const SMALL_BLOCKS = ['--chips-per-block', '1'];
/** Where rows are all that is looked at. */
const ROWS = [...SMALL_BLOCKS, '--no-report'];
/** A run that nothing disturbed. */
const whole = join(folder, 'whole');
/** Its blocks before they were packed. */
let unpacked: Record<string, string>;

beforeAll(async () => {
  expect(await dyadsim('sweep', scenario, '-o', whole, '--threads', '2', ...SMALL_BLOCKS)).toMatchObject({ code: 0 });
  unpacked = await unpackedBlocks(folder, scenario, ...SMALL_BLOCKS);
});
afterAll(() => rmSync(folder, { recursive: true }));

function flip(file: string, bit: number): void {
  const bytes = readFileSync(file);
  bytes[bit >> 3] ^= 1 << (bit & 7);
  writeFileSync(file, bytes);
}

async function untilBlocks(run: string, number: number): Promise<void> {
  while (Object.keys(rowFiles(run)).length < number) await setTimeout(10);
}

test('defect 1: blocks with one flipped bit are named, refused by report, and computed again by --resume', async () => {
  const run = join(folder, 'flipped');
  const args = ['sweep', scenario, '-o', run, '--threads', '2', ...ROWS];
  cpSync(whole, run, { recursive: true });
  const pack = join(run, 'trials', 'blocks-00000-00031.parquet');
  rmSync(pack);
  for (const [name, bytes] of Object.entries(unpacked)) writeFileSync(join(run, 'trials', name), bytes, 'latin1');
  const damaged = [0, 7, 31].map((block) => join(run, 'trials', `block-${String(block).padStart(5, '0')}.parquet`));
  for (const [i, file] of damaged.entries()) flip(file, 4001 + 3000 * i);
  const report = await dyadsim('report', run);
  expect(report).toMatchObject({ code: 2, stdout: '' });
  for (const file of damaged) expect(report.stderr).toContain(`${file}: damaged (its checksum is not`);
  const resumed = await dyadsim(...args, '--resume');
  expect(resumed.code).toBe(0);
  expect(resumed.stderr.match(/^warning: .*damaged .*making it again$/gm)).toHaveLength(3);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
  flip(pack, 99_001);
  const ofPack = await dyadsim('report', run);
  expect(ofPack).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(`${pack}: damaged (its checksum`),
  });
  expect((await dyadsim(...args, '--resume')).stderr).toContain(`warning: ${pack}: damaged`);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
  flip(join(run, 'summary.json'), 999);
  expect((await dyadsim('report', run)).stderr).toMatch(/^warning: .*summary\.json.*making it again$/m);
  flip(join(run, 'manifest.json'), 999);
  expect(await dyadsim('report', run)).toMatchObject({ code: 2, stderr: expect.stringMatching(/manifest\.json/) });
});

test('defect 2: shards started at the same moment in one directory are all done, and the last one reports', async () => {
  const run = join(folder, 'shards');
  const all = await Promise.all(
    [1, 2, 3, 4].map((i) =>
      dyadsim('sweep', scenario, '-o', run, '--shard', `${i}/4`, '--threads', '1', ...SMALL_BLOCKS),
    ),
  );
  for (const { code, stderr } of all) expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(rowFiles(run)).toEqual(rowFiles(whole));
  expect(readdirSync(run).sort()).toEqual(readdirSync(whole).sort());
  expect(all.filter(({ stdout }) => stdout.includes('report.html')).length).toBeGreaterThanOrEqual(1);
});

test('defect 2: the same sweep several times at the same moment is done by one, or by all that resume', async () => {
  const run = join(folder, 'together');
  const args = ['sweep', scenario, '-o', run, '--threads', '1', ...ROWS];
  const all = await Promise.all([dyadsim(...args), dyadsim(...args), dyadsim(...args)]);
  expect(all.map(({ code }) => code).sort()).toEqual([0, 2, 2]);
  for (const { code, stderr } of all) if (code === 2) expect(stderr).toMatch(/already holds a run/);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
  rmSync(run, { recursive: true });
  const joined = await Promise.all([1, 2, 3].map(() => dyadsim(...args, '--resume')));
  expect(joined.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
});

test.each(['the run directory', 'its trials', 'its manifest'])('defect 3: %s vanishes during a sweep', async (what) => {
  const place = mkdtempSync(join(folder, 'vanishing-'));
  const run = join(place, 'run');
  const running = start('sweep', scenario, '-o', run, '--threads', '2', ...ROWS);
  await untilBlocks(run, 2);
  const gone = {
    'the run directory': run,
    'its trials': join(run, 'trials'),
    'its manifest': join(run, 'manifest.json'),
  }[what];
  // Renamed: at once, whatever is being written into it.
  renameSync(String(gone), join(place, 'moved'));
  const { code, stdout, stderr } = await running.finished;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(what === 'its trials' ? 'ENOENT' : 'was removed or');
  expect(existsSync(String(gone))).toBe(false);
  if (what === 'the run directory') return;
  expect((await dyadsim('sweep', scenario, '-o', run, '--resume', '--threads', '2', ...ROWS)).code).toBe(0);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
});

test('defect 3: the working directory is removed before and during a sweep', async () => {
  const cwd = join(folder, 'working');
  mkdirSync(cwd);
  const running = startWith({ cwd }, 'sweep', scenario, '-o', 'runs/one', '--threads', '2', ...ROWS);
  await untilBlocks(join(cwd, 'runs/one'), 2);
  renameSync(cwd, `${cwd}-moved`);
  // What is written meanwhile stops an ordinary removal.
  while (existsSync(`${cwd}-moved`)) {
    try {
      rmSync(`${cwd}-moved`, { recursive: true });
    } catch {
      await setTimeout(5);
    }
  }
  expect(await running.finished).toMatchObject({ code: 1, stdout: '' });
  const before = `mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" sweep "$2" -o runs/one --threads 0`;
  const run = () =>
    execFileSync('sh', ['-c', before, process.execPath, MAIN, scenario], { cwd: folder, stdio: 'pipe' });
  expect(run).toThrow(/ENOENT/);
  expect(existsSync(join(folder, 'gone'))).toBe(false);
});

test('defect 4: an empty name and a folder with other files are refused, and nothing there is touched', async () => {
  const cwd = join(folder, 'mine');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'report.md'), '# My report');
  for (const name of ['', '.']) {
    for (const flag of ['--resume', '--overwrite']) {
      const { code, stderr } = await startWith({ cwd }, 'sweep', scenario, '-o', name, flag).finished;
      expect(code).toBe(2);
      expect(stderr).toMatch(name === '' ? /name of the run directory is empty/ : /holds other files and no run/);
    }
  }
  expect(await startWith({ cwd }, 'report', '').finished).toMatchObject({ code: 2 });
  expect(readdirSync(cwd)).toEqual(['report.md']);
  expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toBe('# My report');
});

test('defect 5: report names the place in a manifest that is cut, empty or lacks something', async () => {
  const manifest = join(whole, 'manifest.json');
  const text = readFileSync(manifest, 'utf8');
  try {
    for (const [damage, message] of [
      ['', /manifest\.json: damaged \(empty\)/],
      [text.slice(0, 500), /manifest\.json:\d+:\d+: damaged \(not valid JSON/],
      [text.replace(/"versions": \{[^}]*\},/, ''), /manifest\.json:1:1 versions: expected .*missing/],
    ] as const) {
      writeFileSync(manifest, damage);
      expect(await dyadsim('report', whole)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    }
  } finally {
    writeFileSync(manifest, text);
  }
});

test('defect 7: more than ten threads bring no warning', async () => {
  const { code, stderr } = await dyadsim('sweep', scenario, '-o', join(folder, 'threads'), '--threads', '14', ...ROWS);
  expect({ code, warnings: stderr.match(/.*Warning.*/g) }).toEqual({ code: 0, warnings: null });
  expect(rowFiles(join(folder, 'threads'))).toEqual(rowFiles(whole));
});

test.each(['SIGHUP', 'SIGTERM'] as const)('defect 8: %s keeps what is done and says how to go on', async (signal) => {
  const run = join(folder, signal);
  const running = start('sweep', scenario, '-o', run, '--threads', '2', ...ROWS);
  await untilBlocks(run, 2);
  running.kill(signal);
  const { code, stderr } = await running.finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/interrupted with \d+ of 32 chips done; to go on: dyadsim sweep .* --resume\n$/);
  expect(readdirSync(run).sort()).toEqual(['manifest.json', 'trials']);
  expect((await dyadsim('sweep', scenario, '-o', run, '--threads', '2', '--resume', ...ROWS)).code).toBe(0);
  expect(rowFiles(run)).toEqual(rowFiles(whole));
});
