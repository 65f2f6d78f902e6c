import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownerOf, ownTag } from '../../src/files/owner.ts';
import { blockNumbers, inspectBlocks, readBlocks, storeBlock } from '../../src/store/blocks.ts';
import { claimToWork } from '../../src/store/claim.ts';
import type { Manifest } from '../../src/store/manifest.ts';
import { readManifest } from '../../src/store/manifest-file.ts';
import { type IfPresent, type OpenRun, openRun, openToReport } from '../../src/store/run-directory.ts';
import { RunDirectoryError } from '../../src/store/run-directory-error.ts';
import { sealedJson } from '../../src/store/sealed-json.ts';
import { manifest } from './manifests.ts';
import { PartsAlive } from './parts-alive.ts';
import { readRows, row } from './rows.ts';

let folder: string;
let run: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dyadsim-run-'));
  run = join(folder, 'run');
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens a run and leaves it again. */
async function visit(now: Manifest, ifPresent: IfPresent): Promise<OpenRun> {
  const opened = await openRun(run, now, ifPresent);
  await opened.release();
  return opened;
}

async function refusal(now: Manifest, ifPresent: IfPresent): Promise<RunDirectoryError> {
  const error: unknown = await visit(now, ifPresent).then(
    () => null,
    (reason) => reason,
  );
  if (!(error instanceof RunDirectoryError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

test('blocks are read in order of their numbers, whenever they were written', async () => {
  const many = manifest({ scenario: { ...manifest().scenario, chips: 100_001 } });
  await visit(many, 'refuse');
  for (const block of [10, 2, 100_000]) await storeBlock(run, many, block, [row({ chip: block })]);
  expect(await blockNumbers(run)).toEqual([2, 10, 100_000]);
  expect((await readRows(run, many)).map(({ chip }) => chip)).toEqual([2, 10, 100_000]);
});

test('rows of one block at a time are in memory, however many blocks there are', async () => {
  const many = manifest({ scenario: { ...manifest().scenario, chips: 40 }, chipsPerBlock: 2 });
  await visit(many, 'refuse');
  for (let block = 0; block < 20; block++) {
    await storeBlock(run, many, block, [row({ chip: 2 * block }), row({ chip: 2 * block + 1 })]);
  }
  const alive = new PartsAlive();
  await readBlocks(run, many, () => (rows) => alive.see(rows));
  expect(alive.counts).toHaveLength(20);
  // The one that is handed out, and some that a stack still holds.
  expect(Math.max(...alive.counts)).toBeLessThanOrEqual(5);
});

test('a run is not overwritten unasked, and resumed or replaced on request', async () => {
  await visit(manifest(), 'refuse');
  await storeBlock(run, manifest(), 0, [row()]);
  expect((await refusal(manifest(), 'refuse')).message).toMatch(/already holds a run.*--resume.*--overwrite/);
  expect((await visit(manifest(), 'resume')).done).toEqual([0]);
  await writeFile(join(run, 'notes.txt'), 'mine');
  await visit(manifest({ seed: 'other' }), 'overwrite');
  expect(await blockNumbers(run)).toEqual([]);
  expect(await readFile(join(run, 'notes.txt'), 'utf8')).toBe('mine');
  expect((await readManifest(join(run, 'manifest.json'))).seed).toBe('other');
});

test('a run in an earlier format is refused in so many words, and replaced on request', async () => {
  await visit(manifest(), 'refuse');
  await storeBlock(run, manifest(), 0, [row()]);
  const path = join(run, 'manifest.json');
  await writeFile(path, sealedJson(`{ "format": "dyadsim/run@1", "seed": "one" }`));
  for (const refused of [() => visit(manifest(), 'resume'), () => openToReport(run)]) {
    await expect(refused()).rejects.toThrow(
      /a run in the format dyadsim\/run@1, and this dyadsim has dyadsim\/run@4: go on/,
    );
  }
  expect((await refusal(manifest(), 'refuse')).message).toMatch(/already holds a run/);
  expect(await blockNumbers(run)).toEqual([0]);
  await visit(manifest(), 'overwrite');
  expect(await readManifest(path)).toStrictEqual(manifest());
  expect(await blockNumbers(run)).toEqual([]);
});

test('resuming names everything that differs and changes nothing', async () => {
  await visit(manifest(), 'refuse');
  const { scenario, versions } = manifest();
  const now = manifest({
    seed: 'two',
    scenario: { ...scenario, beta: { value: 0.6 }, sweep: [] },
    versions: { ...versions, dyadsim: '9.9.9' },
  });
  expect((await refusal(now, 'resume')).problems.toSorted()).toEqual([
    'scenario.beta.value: 0.5 in the run, 0.6 now',
    'scenario.sweep[0]: {"path":"beta","labels":["0.5"],"values":[0.5]} in the run, nothing now',
    'seed: "one" in the run, "two" now',
    'versions.dyadsim: "0.1.0" in the run, "9.9.9" now',
  ]);
  expect(await readManifest(join(run, 'manifest.json'))).toStrictEqual(manifest());
});

test('a folder with other files, and a file, are no place for a run', async () => {
  await mkdir(run);
  await visit(manifest(), 'refuse');
  await rm(run, { recursive: true });
  await mkdir(run);
  await writeFile(join(run, 'thesis.tex'), 'text');
  expect((await refusal(manifest(), 'overwrite')).message).toMatch(/holds other files and no run/);
  expect(await readdir(run)).toEqual(['thesis.tex']);
  run = join(run, 'thesis.tex');
  expect((await refusal(manifest(), 'refuse')).message).toMatch(/is a file/);
});

test('a damaged block is named and not done, a foreign one stops everything, and neither is removed', async () => {
  await visit(manifest(), 'refuse');
  for (const block of [0, 1, 2]) await storeBlock(run, manifest(), block, [row({ chip: block })]);
  await truncate(join(run, 'trials', 'block-00001.parquet'), 300);
  await expect(readRows(run, manifest())).rejects.toMatchObject({
    message: expect.stringMatching(/damaged blocks.*--resume/),
    problems: [expect.stringMatching(/block-00001\.parquet: damaged \(no checksum\)/)],
  });
  const { done, damaged } = await visit(manifest(), 'resume');
  expect(done).toEqual([0, 2]);
  expect(damaged).toEqual([expect.stringMatching(/block-00001\.parquet: damaged/)]);
  await storeBlock(run, manifest({ seed: 'other' }), 1, [row()]);
  expect((await refusal(manifest(), 'resume')).problems).toEqual([
    expect.stringMatching(/block-00001\.parquet: not of this run/),
  ]);
  await storeBlock(run, manifest(), 1, [row()]);
  await storeBlock(run, manifest(), 3, [row()]);
  await expect(inspectBlocks(run, manifest())).rejects.toMatchObject({
    problems: [expect.stringMatching(/block-00003\.parquet: the run has blocks 0 to 2 only/)],
  });
  expect(await blockNumbers(run)).toEqual([0, 1, 2, 3]);
});

test('nothing half-written stays behind', async () => {
  await visit(manifest(), 'refuse');
  await storeBlock(run, manifest(), 0, [row()]);
  expect(await readdir(run, { recursive: true })).toEqual([
    'manifest.json',
    'trials',
    join('trials', 'block-00000.parquet'),
  ]);
});

test('a damaged or lost manifest is made again by --resume: blocks say which run they are of', async () => {
  const path = join(run, 'manifest.json');
  await visit(manifest(), 'refuse');
  await storeBlock(run, manifest(), 1, [row()]);
  const whole = await readFile(path);
  for (const damage of [() => writeFile(path, ''), () => truncate(path, 700), () => rm(path)]) {
    await damage();
    expect((await refusal(manifest(), 'refuse')).message).toMatch(/already holds a run/);
    expect((await refusal(manifest({ seed: 'other' }), 'resume')).problems[0]).toMatch(/not of this run/);
    const { done, damaged } = await visit(manifest(), 'resume');
    expect({ done, problems: damaged.length }).toEqual({ done: [1], problems: 1 });
    expect(damaged[0]).toContain(path);
    expect(await readFile(path)).toEqual(whole);
  }
});

test('defect 4: no name, and other things of the same names, are no place for a run', async () => {
  run = '';
  expect((await refusal(manifest(), 'overwrite')).message).toMatch(/name of the run directory is empty/);
  for (const [name, text] of [
    ['report.md', '# Mine'],
    ['manifest.json', '{"name": "a web page"}'],
  ]) {
    run = join(folder, name.replace('.', '-'));
    await mkdir(run);
    await writeFile(join(run, name), text);
    for (const ifPresent of ['refuse', 'resume', 'overwrite'] as const) {
      const { message, problems } = await refusal(manifest(), ifPresent);
      expect(message).toMatch(/holds other files and no run/);
      expect(problems.at(-1)).toBe(`there is ${name}`);
    }
    expect(await readdir(run)).toEqual([name]);
    expect(await readFile(join(run, name), 'utf8')).toBe(text);
  }
});

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('a run at which a living process works is not replaced; what an ended one left is taken over', async () => {
  const opened = await openRun(run, manifest(), 'refuse');
  expect((await refusal(manifest(), 'overwrite')).message).toMatch(`is being worked on by process ${process.pid} on`);
  expect((await refusal(manifest(), 'refuse')).message).toMatch(`which process ${process.pid} on`);
  await opened.release();

  const host = ownerOf(`x.${ownTag()}.tmp`)?.host;
  const left = (kind: string, ending: string) => `${kind}.${endedProcess()}-0-0123456789ab-${host}.${ending}`;
  // The same number, given again to a later process: its start tells them apart.
  const reused = `working.${process.pid}-1-0123456789ab-${host}.lock`;
  const remains = [left('working', 'lock'), left('clearing', 'lock'), reused, left('manifest.json', 'tmp')];
  for (const name of remains) await writeFile(join(run, name), '');
  await writeFile(join(run, 'trials', left('block-00000.parquet', 'tmp')), 'half');
  await visit(manifest(), 'overwrite');
  expect((await readdir(run)).sort()).toEqual(['manifest.json', 'trials']);
  expect(await readdir(join(run, 'trials'))).toEqual([]);
});

test('defect 2: what another living process is writing is left alone', async () => {
  await visit(manifest(), 'refuse');
  const other = join(run, 'trials', `block-00000.parquet.1-0-0123456789ab-another-host.tmp`);
  await writeFile(other, 'half');
  await visit(manifest(), 'resume');
  expect(await readFile(other, 'utf8')).toBe('half');
});

test('defect 2: of many that create a run at one moment, one does; the same run is joined, another is refused', async () => {
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => openRun(run, manifest(), 'refuse')));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const each of all) if (each.status === 'fulfilled') await each.value.release();
  await rm(run, { recursive: true });
  const seeds = ['a', 'a', 'b', 'a', 'b', 'b'];
  const joined = await Promise.allSettled(seeds.map((seed) => openRun(run, manifest({ seed }), 'resume')));
  const { seed } = await readManifest(join(run, 'manifest.json'));
  expect(joined.map(({ status }) => status === 'fulfilled')).toEqual(seeds.map((each) => each === seed));
});

test('of many that replace a run at one moment, one does', async () => {
  await visit(manifest(), 'refuse');
  const all = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map((seed) => openRun(run, manifest({ seed }), 'overwrite')),
  );
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const each of all) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(RunDirectoryError);
});

test('defect 3: a claim notices that the directory was taken away, also where another stands in its place', async () => {
  await visit(manifest(), 'refuse');
  const claim = await claimToWork(run);
  await claim.check();
  await rm(run, { recursive: true });
  await expect(claim.check()).rejects.toThrow(/was removed or replaced/);
  await visit(manifest(), 'refuse');
  await expect(claim.check()).rejects.toThrow(/was removed or replaced/);
  await rm(run, { recursive: true });
  await expect(storeBlock(run, manifest(), 0, [row()])).rejects.toThrow(/ENOENT/);
  expect(await readdir(folder)).toEqual([]);
});
