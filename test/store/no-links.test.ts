import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { storeBlock } from '../../src/store/blocks.ts';
import { type OpenRun, openRun } from '../../src/store/run-directory.ts';
import { manifest } from './manifests.ts';
import { readRows, row } from './rows.ts';

/** What another process does just before a link is made, once. */
const meanwhile = vi.hoisted(() => ({ act: null as (() => Promise<void>) | null }));

/** A file system without hard links. */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const link = async () => {
    const { act } = meanwhile;
    meanwhile.act = null;
    await act?.();
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  };
  return { ...real, default: real, link };
});

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-no-links-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('without hard links, of two different runs that begin at one moment one ends with an error, and no rows are mixed', async () => {
  const run = join(folder, 'run');
  const [one, other] = [manifest({ chipsPerBlock: 1 }), manifest({ chipsPerBlock: 1, seed: 'another' })];
  const opened: OpenRun[] = [];
  meanwhile.act = async () => {
    opened.push(await openRun(run, other, 'resume'));
  };
  const winner = await openRun(run, one, 'resume');
  const [loser] = opened;
  await winner.checkManifest();
  await expect(loser.checkManifest()).rejects.toThrow(
    'manifest.json was removed or changed while the run was worked on',
  );
  await storeBlock(run, other, 0, [row({ chip: 0, rule: 'dp' })]);
  await expect(readRows(run, one)).rejects.toThrow(/holds blocks that are not of this run/);
  await winner.release();
  await loser.release();
});

test('without hard links the same run is joined', async () => {
  const run = join(folder, 'same');
  const opened: OpenRun[] = [];
  meanwhile.act = async () => {
    opened.push(await openRun(run, manifest(), 'resume'));
  };
  const all = [await openRun(run, manifest(), 'resume'), ...opened];
  expect(all).toHaveLength(2);
  for (const each of all) {
    await each.checkManifest();
    await each.release();
  }
});
