import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { storeBlock } from '../../src/store/blocks.ts';
import { writeManifest } from '../../src/store/manifest-file.ts';
import { packBlocks } from '../../src/store/pack-blocks.ts';
import { openRun } from '../../src/store/run-directory.ts';
import { runPaths } from '../../src/store/run-paths.ts';
import { runState } from '../../src/store/run-state.ts';
import { manifest } from './manifests.ts';
import { readRows, row } from './rows.ts';

/** What another process does just before a call of this one, by the call and the end of its path; once each. */
const meanwhile = vi.hoisted(() => new Map<string, () => Promise<unknown>>());

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const before = (name: 'readFile' | 'readdir') => async (path: string, options?: unknown) => {
    const key = [...meanwhile.keys()].find(
      (each) => each.startsWith(name) && path.endsWith(each.slice(name.length + 1)),
    );
    if (key !== undefined) {
      const act = meanwhile.get(key);
      meanwhile.delete(key);
      await act?.();
    }
    return (real[name] as (path: string, options?: unknown) => Promise<unknown>)(path, options);
  };
  return { ...real, default: real, readFile: before('readFile'), readdir: before('readdir') };
});

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-moments-'));
afterAll(() => rmSync(folder, { recursive: true }));

let run: string;
let count = 0;
beforeEach(() => {
  run = join(folder, `run-${count++}`);
  meanwhile.clear();
});

test('a run that is created between the look at its manifest and the look at its folder is a run', async () => {
  await mkdir(run);
  meanwhile.set(`readdir ${run}`, () => writeManifest(runPaths.manifest(run), manifest()));
  expect((await runState(run)).kind).toBe('run');
  expect(meanwhile.size).toBe(0);
});

test('a manifest alone that is none of a run is still told from a run', async () => {
  await mkdir(run);
  meanwhile.set(`readdir ${run}`, async () => writeFileSync(runPaths.manifest(run), 'mine'));
  await expect(runState(run)).rejects.toThrow(/holds other files and no run/);
});

test('a block that another process packs between the look at it and its reading is read where it is now', async () => {
  const plan = manifest({ chipsPerBlock: 1 });
  await openRun(run, plan, 'resume');
  const rows = [0, 1, 2].map((chip) => [row({ chip, rule: 'dp' })]);
  for (const [block, own] of rows.entries()) await storeBlock(run, plan, block, own);
  const whole = await readRows(run, plan);
  const check = async () => {};
  meanwhile.set('readFile block-00001.parquet', async () => {
    await packBlocks(run, plan, check);
    await expect(rm(runPaths.part(run, { first: 1, last: 1 }))).rejects.toThrow(/ENOENT/);
  });
  await packBlocks(run, plan, check);
  expect(meanwhile.size).toBe(0);
  expect(await readRows(run, plan)).toEqual(whole);
});
