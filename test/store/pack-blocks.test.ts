import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { blockNumbers, inspectBlocks, readBlocks, storeBlock } from '../../src/store/blocks.ts';
import { packBlocks } from '../../src/store/pack-blocks.ts';
import { openRun } from '../../src/store/run-directory.ts';
import { manifest } from './manifests.ts';
import { readRows, row } from './rows.ts';

/** Seven blocks, of which a file takes two; the last stays alone. A block's few rows stand for its 30,000. */
const many = manifest({ scenario: { ...manifest().scenario, chips: 200_000 }, chipsPerBlock: 30_000 });
const PACKED = [
  'block-00006.parquet',
  'blocks-00000-00001.parquet',
  'blocks-00002-00003.parquet',
  'blocks-00004-00005.parquet',
];
const there = async () => undefined;

let folder: string;
let run: string;
let trials: string;
let rows: TrialRow[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dyadsim-pack-'));
  run = join(folder, 'run');
  trials = join(run, 'trials');
  await (await openRun(run, many, 'refuse')).release();
  rows = [];
  for (let block = 0; block < 7; block++) await store(block);
});
afterEach(() => rm(folder, { recursive: true }));

async function store(block: number): Promise<void> {
  const own = [0, 1, 2].map((i) => row({ chip: 30_000 * block + i, energy: block + i / 8 }));
  if (rows.every(({ chip }) => chip !== own[0].chip)) rows.push(...own);
  await storeBlock(run, many, block, own);
}

async function files(): Promise<Record<string, string>> {
  const names = (await readdir(trials)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(trials, name), 'hex')])),
  );
}

describe('a finished run', () => {
  test('is a few files with the same rows, which others would write alike', async () => {
    await packBlocks(run, many, there);
    const first = await files();
    expect(Object.keys(first)).toEqual(PACKED);
    expect(await readRows(run, many)).toStrictEqual(rows);
    expect(await inspectBlocks(run, many)).toEqual({ done: [0, 1, 2, 3, 4, 5, 6], damaged: [] });
    for (const name of PACKED) await rm(join(trials, name));
    for (const block of [6, 3, 0, 5, 1, 2, 4]) await store(block);
    await packBlocks(run, many, there);
    expect(await files()).toEqual(first);
    await packBlocks(run, many, there);
    expect(await files()).toEqual(first);
  });

  test('has row groups of whole blocks, of some thousand rows', async () => {
    const small = manifest({ scenario: { ...manifest().scenario, chips: 12_000 }, chipsPerBlock: 1000 });
    const place = join(folder, 'groups');
    await (await openRun(place, small, 'refuse')).release();
    for (let block = 0; block < 12; block++) {
      await storeBlock(
        place,
        small,
        block,
        Array.from({ length: 1000 }, (_, i) => row({ chip: 1000 * block + i })),
      );
    }
    await packBlocks(place, small, there);
    const bytes = await readFile(join(place, 'trials', 'blocks-00000-00011.parquet'));
    const { row_groups } = parquetMetadata(new Uint8Array(bytes).buffer);
    // 2^13 rows or more.
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([9000, 3000]);
    const parts: number[] = [];
    await readBlocks(place, small, () => (some) => parts.push(some.rows));
    expect(parts).toEqual([9000, 3000]);
  });
});

describe('stopped on the way', () => {
  /** What a kill leaves: a file of two blocks, and some of those that it was made of. */
  test.each([
    ['before a block was removed', [0, 1]],
    ['after one was removed', [1]],
  ])('%s, nothing is lost or counted twice, and packing goes on to the same bytes', async (_, left) => {
    const before = await files();
    await packBlocks(run, many, there);
    const whole = await files();
    for (const block of [...left, 4, 5]) {
      const name = `block-0000${block}.parquet`;
      await writeFile(join(trials, name), before[name], 'hex');
    }
    await rm(join(trials, 'blocks-00004-00005.parquet'));
    expect(await blockNumbers(run)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await readRows(run, many)).toStrictEqual(rows);
    await packBlocks(run, many, there);
    expect(await files()).toEqual(whole);
  });

  test('a block is removed only when a sound file holds it', async () => {
    const before = await files();
    await packBlocks(run, many, there);
    const whole = await files();
    await truncate(join(trials, 'blocks-00000-00001.parquet'), 2000);
    const { done, damaged } = await inspectBlocks(run, many);
    expect(done).toEqual([2, 3, 4, 5, 6]);
    expect(damaged).toEqual([expect.stringMatching(/blocks-00000-00001\.parquet: damaged/)]);
    await expect(readRows(run, many)).rejects.toThrow(/damaged blocks.*--resume/);
    for (const name of ['block-00000.parquet', 'block-00001.parquet'])
      await writeFile(join(trials, name), before[name], 'hex');
    expect((await inspectBlocks(run, many)).done).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await packBlocks(run, many, there);
    expect(await files()).toEqual(whole);
  });

  test('a damaged block is not packed', async () => {
    await truncate(join(trials, 'block-00003.parquet'), 300);
    await expect(packBlocks(run, many, there)).rejects.toMatchObject({
      message: expect.stringMatching(/damaged blocks.*--resume/),
      problems: [expect.stringMatching(/block-00003\.parquet: damaged/)],
    });
    expect(Object.keys(await files())).toEqual(
      expect.arrayContaining(['block-00002.parquet', 'block-00003.parquet', 'blocks-00000-00001.parquet']),
    );
  });

  test('where the run was taken away, nothing is written', async () => {
    const before = await files();
    const gone = async () => {
      throw new Error('was removed');
    };
    await expect(packBlocks(run, many, gone)).rejects.toThrow('was removed');
    expect(await files()).toEqual(before);
  });
});

test('several that pack and read at the same moment come to the same end', async () => {
  for (let round = 0; round < 5; round++) {
    const read: TrialRow[][] = [];
    await Promise.all([
      ...[1, 2, 3].map(() => packBlocks(run, many, there)),
      ...[1, 2, 3].map(async () => read.push(await readRows(run, many))),
    ]);
    for (const found of read) expect(found).toStrictEqual(rows);
    expect(Object.keys(await files())).toEqual(PACKED);
    for (const name of PACKED) await rm(join(trials, name));
    for (let block = 0; block < 7; block++) await store(block);
  }
});

test('files of another run, of other blocks, and under another name are refused, needed or not', async () => {
  await packBlocks(run, many, there);
  const elsewhere = join(folder, 'elsewhere');
  const other = { ...many, seed: 'other' };
  await (await openRun(elsewhere, other, 'refuse')).release();
  for (let block = 0; block < 7; block++) await storeBlock(elsewhere, other, block, [row({ chip: 30_000 * block })]);
  const foreign = join(elsewhere, 'trials', 'block-00001.parquet');
  const own = join(trials, 'blocks-00002-00003.parquet');
  for (const [from, name, why] of [
    [foreign, 'block-00001.parquet', /block-00001\.parquet: not of this run/],
    [own, 'blocks-00002-00004.parquet', /blocks-00002-00004\.parquet: the run has no file of just these blocks/],
    [own, 'blocks-00008-00009.parquet', /blocks-00008-00009\.parquet: the run has blocks 0 to 6 only/],
    [own, 'block-00003.parquet', /block-00003\.parquet: holds blocks 2-3, not 3-3/],
  ] as const) {
    await copyFile(from, join(trials, name));
    for (const looked of [() => inspectBlocks(run, many), () => readRows(run, many)]) {
      await expect(looked(), name).rejects.toMatchObject({ problems: [expect.stringMatching(why)] });
    }
    await rm(join(trials, name));
  }
  await copyFile(own, join(trials, 'blocks-00000-00001.parquet'));
  await expect(readRows(run, many)).rejects.toMatchObject({
    problems: [expect.stringMatching(/holds blocks 2-3, not 0-1/)],
  });
});

test('a shard takes the files of others by their names', async () => {
  await truncate(join(trials, 'block-00003.parquet'), 300);
  const shards = [2, 1].map((index) => inspectBlocks(run, many, (block) => block % 2 === index - 1));
  const [second, first] = await Promise.all(shards);
  expect(second).toEqual({
    done: [0, 1, 2, 4, 5, 6],
    damaged: [expect.stringMatching(/block-00003\.parquet: damaged/)],
  });
  expect(first).toEqual({ done: [0, 1, 2, 3, 4, 5, 6], damaged: [] });
});
