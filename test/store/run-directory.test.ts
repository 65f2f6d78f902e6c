import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { doneBlocks, dropDamagedBlocks, readRows, storeBlock } from '../../src/store/blocks.ts';
import type { Manifest } from '../../src/store/manifest.ts';
import { readManifest, runFingerprint, writeManifest } from '../../src/store/manifest-file.ts';
import { openRun } from '../../src/store/run-directory.ts';
import { RunDirectoryError } from '../../src/store/run-directory-error.ts';
import { manifest } from './manifests.ts';
import { row } from './rows.ts';

let folder: string;
let run: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dyadsim-run-'));
  run = join(folder, 'run');
});
afterEach(() => rm(folder, { recursive: true }));

async function refusal(now: Manifest, ifPresent: 'refuse' | 'resume' | 'overwrite'): Promise<RunDirectoryError> {
  const error: unknown = await openRun(run, now, ifPresent).then(
    () => null,
    (reason) => reason,
  );
  if (!(error instanceof RunDirectoryError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

test('a manifest comes back exactly, infinities included', async () => {
  const path = join(folder, 'manifest.json');
  await writeManifest(path, manifest());
  expect(await readManifest(path)).toStrictEqual(manifest());
});

test('a file that is no manifest is refused by name', async () => {
  const path = join(folder, 'manifest.json');
  await writeFile(path, '{"format": "dyadsim/device@1"}');
  await expect(readManifest(path)).rejects.toThrow(/manifest\.json: expected the manifest of a run/);
});

test('blocks are read in order of their numbers, whenever they were written', async () => {
  await openRun(run, manifest(), 'refuse');
  for (const block of [10, 2, 100_000]) await storeBlock(run, manifest(), block, [row({ chip: block })]);
  expect(await doneBlocks(run)).toEqual([2, 10, 100_000]);
  expect((await readRows(run, manifest())).map(({ chip }) => chip)).toEqual([2, 10, 100_000]);
});

test('a run is not overwritten unasked, and resumed or replaced on request', async () => {
  await openRun(run, manifest(), 'refuse');
  await storeBlock(run, manifest(), 0, [row()]);
  expect((await refusal(manifest(), 'refuse')).message).toMatch(/already holds a run.*--resume.*--overwrite/);
  await openRun(run, manifest(), 'resume');
  expect(await doneBlocks(run)).toEqual([0]);
  await writeFile(join(run, 'notes.txt'), 'mine');
  await openRun(run, manifest({ seed: 'other' }), 'overwrite');
  expect(await doneBlocks(run)).toEqual([]);
  expect(await readFile(join(run, 'notes.txt'), 'utf8')).toBe('mine');
  expect((await readManifest(join(run, 'manifest.json'))).seed).toBe('other');
});

test('resuming names everything that differs and changes nothing', async () => {
  await openRun(run, manifest(), 'refuse');
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

test('how a run was called and the patch level of Node are no part of what it is', () => {
  const { versions } = manifest();
  const same = manifest({ command: 'another', versions: { ...versions, node: 'v20.99.1' } });
  expect(runFingerprint(same)).toBe(runFingerprint(manifest()));
  expect(runFingerprint(manifest({ versions: { ...versions, node: 'v22.0.0' } }))).not.toBe(runFingerprint(manifest()));
});

test('a folder with other files, and a file, are no place for a run', async () => {
  await mkdir(run);
  await openRun(run, manifest(), 'refuse');
  await rm(run, { recursive: true });
  await mkdir(run);
  await writeFile(join(run, 'thesis.tex'), 'text');
  expect((await refusal(manifest(), 'overwrite')).message).toMatch(/holds other files and no run/);
  expect(await readdir(run)).toEqual(['thesis.tex']);
  run = join(run, 'thesis.tex');
  expect((await refusal(manifest(), 'refuse')).message).toMatch(/is a file/);
});

test('a damaged block is dropped with its reason, a foreign one stops everything', async () => {
  await openRun(run, manifest(), 'refuse');
  for (const block of [0, 1]) await storeBlock(run, manifest(), block, [row({ chip: block })]);
  await truncate(join(run, 'trials', 'block-00001.parquet'), 300);
  await expect(readRows(run, manifest())).rejects.toThrow(/block-00001\.parquet: damaged/);
  expect(await dropDamagedBlocks(run, manifest())).toEqual([expect.stringMatching(/block-00001\.parquet: damaged/)]);
  expect(await doneBlocks(run)).toEqual([0]);
  await storeBlock(run, manifest({ seed: 'other' }), 1, [row()]);
  await expect(dropDamagedBlocks(run, manifest())).rejects.toThrow(/not a block of this run/);
});

test('nothing half-written stays behind', async () => {
  await openRun(run, manifest(), 'refuse');
  await storeBlock(run, manifest(), 0, [row()]);
  expect(await readdir(run, { recursive: true })).toEqual([
    'manifest.json',
    'trials',
    join('trials', 'block-00000.parquet'),
  ]);
});
