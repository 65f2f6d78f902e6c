import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cases, chance, type Ended, ending, Ground, pick, say } from './ground.ts';

const ground = new Ground(16);
const random = chance('together');

beforeAll(() => ground.begin());
afterAll(() => ground.end());

/** Starts sweeps of one run directory within a third of a second; some of them are killed on the way. */
async function together(run: string, flags: readonly string[][], killed: number): Promise<Ended[]> {
  return Promise.all(
    flags.map(async (own, i) => {
      // Half of the rounds: at the same moment.
      await setTimeout(random() < 0.5 ? 0 : random() * 300);
      const running = ground.sweep(run, ...own, '--threads', pick(random, ['0', '1', '2']));
      if (i < killed) setTimeout(300 + random() * 1500).then(() => running.kill('SIGKILL'));
      return ending(running);
    }),
  );
}

interface Round {
  readonly flags: (n: number) => string[][];
  /** Exit codes that are right when nobody is killed. */
  readonly codes: readonly number[];
  /** How many at least end with 0; all: every one. */
  readonly successes: 'one' | 'all';
  /** Whether the run is whole at the end without anything more. */
  readonly whole: boolean;
}

const same =
  (...flags: string[]) =>
  (n: number) =>
    Array.from({ length: n }, () => flags);

const ROUNDS: Readonly<Record<string, Round>> = {
  shards: {
    flags: (n) => Array.from({ length: n }, (_, i) => ['--shard', `${i + 1}/${n}`]),
    codes: [0],
    successes: 'all',
    whole: true,
  },
  'the same sweep': { flags: same(), codes: [0, 2], successes: 'one', whole: true },
  '--resume': { flags: same('--resume'), codes: [0], successes: 'all', whole: true },
  '--overwrite': { flags: same('--overwrite'), codes: [0, 2], successes: 'one', whole: true },
  'all kinds': {
    flags: (n) =>
      Array.from({ length: n }, () => pick(random, [['--resume'], ['--overwrite'], [], ['--shard', '1/2']])),
    codes: [0, 2],
    successes: 'one',
    whole: false,
  },
};

test.each(Object.entries(ROUNDS))('%s: 2 to 6 processes in one run directory', async (what, round) => {
  const number = cases(12, 1);
  const wrong: string[] = [];
  let processes = 0;
  for (let i = 0; i < number; i++) {
    const n = 2 + Math.floor(random() * 5);
    processes += n;
    const run = join(ground.folder, `${what.replaceAll(' ', '-')}-${i}`);
    const all = await together(run, round.flags(n), 0);
    const name = `round ${i} of ${n}`;
    for (const { code, hung, stderr } of all) {
      if (hung || code === null || !round.codes.includes(code))
        wrong.push(`${name}: ${hung ? 'hangs' : code} ${stderr}`);
    }
    const done = all.filter(({ code }) => code === 0).length;
    if (done < (round.successes === 'all' ? n : 1)) wrong.push(`${name}: only ${done} were successful`);
    if (round.whole) wrong.push(...ground.differences(run).map((other) => `${name}: ${other}`));
    wrong.push(...ground.wrongBlocks(run).map((other) => `${name}: ${other}`));
    wrong.push(...(await ground.afterResume(run)).map((other) => `${name}: ${other}`));
  }
  say(`together, ${what}: ${number} rounds of ${processes} processes; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
});

test('shards and sweeps of which some are killed: the others go on, and --resume takes over', async () => {
  const number = cases(20, 2);
  const wrong: string[] = [];
  for (let i = 0; i < number; i++) {
    const n = 3 + Math.floor(random() * 4);
    const run = join(ground.folder, `killed-${i}`);
    const killed = 1 + Math.floor(random() * 2);
    const flags = Array.from({ length: n }, (_, k) => (random() < 0.3 ? ['--resume'] : ['--shard', `${k + 1}/${n}`]));
    const all = await together(run, flags, killed);
    for (const { code, hung, stderr } of all.slice(killed)) {
      if (hung || code !== 0) wrong.push(`round ${i} of ${n}: ${hung ? 'hangs' : code} ${stderr}`);
    }
    wrong.push(...ground.wrongBlocks(run).map((other) => `round ${i}: ${other}`));
    wrong.push(...(await ground.afterResume(run)).map((other) => `round ${i}: ${other}`));
  }
  say(`together, some killed: ${number} rounds; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
});
