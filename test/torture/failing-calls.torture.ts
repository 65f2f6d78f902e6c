import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Surroundings } from '../cli/dyadsim.ts';
import { blocks, cases, chance, type Ended, Ground, say } from './ground.ts';

const FAIL_CALLS = fileURLToPath(new URL('fail-calls.mjs', import.meta.url));
const CODES = ['ENOSPC', 'EIO', 'EACCES'];
const ground = new Ground(3);
const random = chance('failing calls');
const run = join(ground.folder, 'run');
const cache = join(ground.folder, 'own-cache');
const log = join(ground.folder, 'calls.log');

beforeAll(() => ground.begin());
afterAll(() => ground.end());

interface Failure {
  readonly at: number;
  readonly code: string;
  /** Every call from there on fails, as on a disk that stays full. */
  readonly lasting: boolean;
}

/** A sweep in which calls to the file system fail; the log tells which. */
async function sweep(failure: Failure): Promise<Ended> {
  rmSync(log, { force: true });
  const surroundings: Surroundings = {
    node: ['--import', FAIL_CALLS],
    env: {
      DYADSIM_CACHE: cache,
      FAIL_FOLDERS: `${run}:${cache}`,
      FAIL_LOG: log,
      FAIL_AT: String(failure.at),
      FAIL_FROM: failure.lasting ? '1' : '0',
      FAIL_CODE: failure.code,
    },
  };
  return ground.dyadsim(surroundings, 'sweep', ground.scenario, '-o', run, '--quiet', '--resume', '--threads', '0');
}

const calls = () => readFileSync(log, 'utf8').trim().split('\n');

/** Lets each call of a sweep fail in turn that begins with `before`, a run on its way; null: with nothing. */
async function failEach(
  what: string,
  before: string | null,
  failures: (count: number) => readonly Failure[],
): Promise<void> {
  const begin = () => {
    for (const folder of [run, cache]) rmSync(folder, { recursive: true, force: true });
    if (before !== null) cpSync(before, run, { recursive: true });
  };
  begin();
  expect((await sweep({ at: 0, code: '', lasting: false })).code).toBe(0);
  expect(ground.differences(run)).toEqual([]);
  const count = calls().length;
  const wrong: string[] = [];
  const all = failures(count);
  let onCache = 0;
  for (const failure of all) {
    begin();
    const kept = Object.keys(blocks(run));
    const { code, hung, stderr } = await sweep(failure);
    const failed = calls().find((call) => call.endsWith('FAILED'));
    const name = `${failure.code}${failure.lasting ? ' from then on' : ''} at ${failed ?? failure.at}`;
    const cacheOnly = calls().every((call) => !call.endsWith('FAILED') || call.includes(cache));
    if (cacheOnly) onCache++;
    // The cache only saves time: without it, the network is trained again.
    const expected = cacheOnly ? code === 0 : code !== 0 && code !== null;
    if (hung || failed === undefined || !expected) wrong.push(`${name}: ${hung ? 'hangs' : `exit ${code}`}: ${stderr}`);
    if (stderr.includes('    at ')) wrong.push(`${name}: ${stderr}`);
    const now = Object.keys(blocks(run));
    if (kept.some((block) => !now.includes(block))) wrong.push(`${name}: blocks are lost`);
    wrong.push(...ground.wrongBlocks(run).map((other) => `${name}: ${other}`));
    const atLast = code === 0 ? ground.differences(run) : await ground.afterResume(run);
    wrong.push(...atLast.map((other) => `${name}: ${other}`));
  }
  say(
    `failing calls, ${what}: ${all.length} failures among ${count} calls, ${onCache} of the cache; wrong: ${wrong.length}`,
  );
  expect(wrong).toEqual([]);
}

/** All calls, or some at random in the shortened form. */
function some(count: number, short: number): number[] {
  const number = cases(count, short);
  if (number === count) return Array.from({ length: count }, (_, i) => i + 1);
  return Array.from({ length: number }, () => 1 + Math.floor(random() * count));
}

test('each call in turn, of a sweep from its beginning', () =>
  failEach('from the beginning', null, (count) =>
    CODES.flatMap((code) => some(count, 6).map((at) => ({ at, code, lasting: false }))),
  ));

test('each call in turn and all after it', () =>
  failEach('lasting', null, (count) => some(count, 6).map((at) => ({ at, code: 'ENOSPC', lasting: true }))));

test('each call in turn, of a sweep that goes on with a run', async () => {
  const half = ground.copy('half');
  for (const name of ['summary.json', 'report.html', 'report.md', 'plots', 'trials/block-00001.parquet']) {
    rmSync(join(half, name), { recursive: true });
  }
  expect(existsSync(join(half, 'trials/block-00000.parquet'))).toBe(true);
  await failEach('going on', half, (count) => some(count, 6).map((at) => ({ at, code: 'EIO', lasting: false })));
});
