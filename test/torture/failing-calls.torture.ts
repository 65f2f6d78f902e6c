import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf, cases, chance, Ground, SMALL_BLOCKS, say } from './ground.ts';

const FAIL_CALLS = fileURLToPath(new URL('fail-calls.mjs', import.meta.url));
const SWEEPS = fileURLToPath(new URL('failing-sweeps.mjs', import.meta.url));
const CODES = ['ENOSPC', 'EIO', 'EACCES'];
const ground = new Ground(3);
const random = chance('failing calls');
const run = join(ground.folder, 'run');
const cache = join(ground.folder, 'own-cache');
const log = join(ground.folder, 'calls.log');
const args = [ground.scenario, '-o', run, '--quiet', '--resume', '--threads', '0', ...SMALL_BLOCKS];

/** Sweep again and again: one with failing calls, the other, which goes on after it, without. */
let failing: ChildProcess;
let mending: ChildProcess;

beforeAll(async () => {
  await ground.begin();
  const child = async (folders: string) => {
    const env = { ...process.env, DYADSIM_CACHE: cache, FAIL_FOLDERS: folders };
    const started = fork(SWEEPS, {
      execArgv: ['--import', FAIL_CALLS],
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(started, 'message');
    return started;
  };
  failing = await child(`${run}:${cache}`);
  mending = await child('');
});
afterAll(() => {
  failing.kill();
  mending.kill();
  ground.end();
});

interface Failure {
  readonly at: number;
  readonly code: string;
  /** Every call from there on fails, as on a disk that stays full. */
  readonly lasting: boolean;
}

interface Outcome {
  /** Null: none within two minutes, or the process is gone. */
  readonly code: number | null;
  readonly stderr: string;
  readonly calls: readonly string[];
}

const NONE: Failure = { at: 0, code: '', lasting: false };

async function sweepIn(child: ChildProcess, failure: Failure): Promise<Outcome> {
  const answer = new Promise<Outcome>((resolve) => {
    const alarm = setTimeout(() => resolve({ code: null, stderr: 'no answer', calls: [] }), 120_000);
    child.once('message', (outcome: Outcome) => {
      clearTimeout(alarm);
      resolve(outcome);
    });
  });
  child.send({ args, failure });
  return answer;
}

/** In a process of its own, as a user's. */
async function sweepAlone(failure: Failure): Promise<Outcome> {
  rmSync(log, { force: true });
  const env = {
    DYADSIM_CACHE: cache,
    FAIL_FOLDERS: `${run}:${cache}`,
    FAIL_LOG: log,
    FAIL_AT: String(failure.at),
    FAIL_FROM: failure.lasting ? '1' : '0',
    FAIL_CODE: failure.code,
  };
  const { code, stderr } = await ground.dyadsim({ node: ['--import', FAIL_CALLS], env }, 'sweep', ...args);
  return { code, stderr, calls: readFileSync(log, 'utf8').trim().split('\n') };
}

function begin(before: string | null): void {
  for (const folder of [run, cache]) rmSync(folder, { recursive: true, force: true });
  if (before !== null) cpSync(before, run, { recursive: true });
}

/** What is wrong with how a sweep ended that was begun with these blocks, apart from what it leaves. */
function wrongEnding({ code, stderr, calls }: Outcome, kept: readonly number[]): string[] {
  const failed = calls.filter((call) => call.endsWith('FAILED'));
  // The cache only saves time: without it, the network is trained again.
  const right = failed.every((call) => call.includes(cache)) ? code === 0 : code === 1 || code === 2;
  const now = blocksOf(run);
  return [
    ...(failed.length === 0 ? ['no call failed'] : []),
    ...(right ? [] : [`exit ${code}: ${stderr}`]),
    ...(stderr.includes('    at ') ? [`a stack: ${stderr}`] : []),
    ...kept.filter((block) => !now.includes(block)).map((block) => `block ${block} is lost`),
    ...ground.wrongBlocks(run),
  ];
}

/** Lets calls of a sweep fail that begins with `before`, a run on its way; null: with nothing. */
async function failEach(what: string, before: string | null, failures: (count: number) => Failure[]): Promise<void> {
  begin(before);
  const whole = await sweepIn(failing, NONE);
  expect({ code: whole.code, differences: ground.differences(run) }).toEqual({ code: 0, differences: [] });
  const wrong: string[] = [];
  const all = failures(whole.calls.length);
  let onCache = 0;
  for (const failure of all) {
    begin(before);
    const kept = blocksOf(run);
    const outcome = await sweepIn(failing, failure);
    const failed = outcome.calls.find((call) => call.endsWith('FAILED'));
    const name = `${failure.code}${failure.lasting ? ' from then on' : ''} at ${failed}`;
    if (outcome.code === 0) onCache++;
    wrong.push(...wrongEnding(outcome, kept).map((other) => `${name}: ${other}`));
    const mended = outcome.code === 0 ? outcome : await sweepIn(mending, NONE);
    if (mended.code !== 0) wrong.push(`${name}: --resume: exit ${mended.code} ${mended.stderr}`);
    // What the failing process could not remove stays as long as it lives.
    const left = ground.differences(run).filter((other) => !other.endsWith('stayed behind'));
    wrong.push(...left.map((other) => `${name}: ${other}`));
  }
  const { length } = whole.calls;
  say(
    `failing calls, ${what}: ${all.length} failures among ${length} calls, ${onCache} passed over; wrong: ${wrong.length}`,
  );
  expect(wrong).toEqual([]);
}

/** All calls, or some at random in the shortened form. */
function some(count: number, short: number): number[] {
  const number = cases(count, short);
  if (number === count) return Array.from({ length: count }, (_, i) => i + 1);
  return Array.from({ length: number }, () => 1 + Math.floor(random() * count));
}

/** A run with two of its three blocks, and no report. */
function half(): string {
  const place = ground.unpacked('half');
  for (const name of ['summary.json', 'report.html', 'report.md', 'plots', 'trials/block-00001.parquet']) {
    rmSync(join(place, name), { recursive: true });
  }
  expect(existsSync(join(place, 'trials/block-00000.parquet'))).toBe(true);
  return place;
}

test('each call in turn, of a sweep from its beginning', () =>
  failEach('from the beginning', null, (count) =>
    CODES.flatMap((code) => some(count, 6).map((at) => ({ at, code, lasting: false }))),
  ));

test('each call in turn and all after it', () =>
  failEach('lasting', null, (count) => some(count, 6).map((at) => ({ at, code: 'ENOSPC', lasting: true }))));

test('each call in turn, of a sweep that goes on with a run', () =>
  failEach('going on', half(), (count) =>
    CODES.flatMap((code) => some(count, 4).map((at) => ({ at, code, lasting: false }))),
  ));

test('some of them in processes of their own, after which nothing stays behind', async () => {
  const wrong: string[] = [];
  begin(null);
  const count = (await sweepAlone(NONE)).calls.length;
  const number = cases(40, 4);
  for (let i = 0; i < number; i++) {
    const at = 1 + Math.floor(random() * count);
    const failure = { at, code: CODES[i % 3], lasting: random() < 0.3 };
    begin(null);
    const outcome = await sweepAlone(failure);
    const left = outcome.code === 0 ? ground.differences(run) : await ground.afterResume(run);
    wrong.push(...[...wrongEnding(outcome, []), ...left].map((other) => `${JSON.stringify(failure)}: ${other}`));
  }
  say(`failing calls, in processes of their own: ${number}; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
});
