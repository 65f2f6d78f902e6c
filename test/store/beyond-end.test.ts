import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dropBeyondEnd, readBlocks, storeBlock } from '../../src/store/blocks.ts';
import { openRun } from '../../src/store/run-directory.ts';
import { manifest } from './manifests.ts';
import { readRows, row } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-beyond-end-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('blocks beyond the end of a run are not read, and are removed once the end is known', async () => {
  const run = join(folder, 'run');
  const open = manifest({ chipsPerBlock: 1 });
  const ended = { ...open, stoppedAt: 2 };
  const { release } = await openRun(run, open, 'resume');
  for (const chip of [0, 1, 2]) await storeBlock(run, open, chip, [row({ chip, rule: 'dp' })]);
  const chips = async (own: typeof open) => (await readRows(run, own)).map(({ chip }) => chip);
  expect(await chips(open)).toEqual([0, 1, 2]);
  expect(await chips(ended)).toEqual([0, 1]);
  await dropBeyondEnd(run, open);
  expect(await chips(open)).toEqual([0, 1, 2]);
  await dropBeyondEnd(run, ended);
  expect(readdirSync(join(run, 'trials')).sort()).toEqual(['block-00000.parquet', 'block-00001.parquet']);
  await release();
});

test('only files with a block that is wanted are read', async () => {
  const run = join(folder, 'wanted');
  const plan = manifest({ chipsPerBlock: 1 });
  const { release } = await openRun(run, plan, 'resume');
  for (const chip of [0, 1, 2]) await storeBlock(run, plan, chip, [row({ chip, rule: 'dp' })]);
  const seen: number[] = [];
  const see = () => (rows: { readonly chip: ArrayLike<number> }) => void seen.push(...Array.from(rows.chip));
  await readBlocks(run, plan, see, (block) => block !== 1);
  expect(seen).toEqual([0, 2]);
  await release();
});
