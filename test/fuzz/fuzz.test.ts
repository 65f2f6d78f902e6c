import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Case, caseAt } from './cases.ts';
import { type Ending, Judge, NO_ANSWER } from './judge.ts';

/** The seed is the day, so that every day tries others and a failure can be repeated on the same day without a note. */
const SEED = process.env.FUZZ_SEED ?? new Date().toISOString().slice(0, 10);
const CASES = Number(process.env.FUZZ_CASES ?? 400);
/** One case alone, shown. */
const ONLY = process.env.FUZZ_CASE === undefined ? null : Number(process.env.FUZZ_CASE);
/** Every so many-th file is given to the command line too. */
const COMMANDS = 100;
/** After so many that do not answer, no more are tried. */
const MOST_HANGS = 5;

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-fuzz-'));
const judge = new Judge(folder);
afterAll(() => {
  judge.end();
  rmSync(folder, { recursive: true });
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function shown(one: Case): string {
  return one.kind === 'expression'
    ? `${one.expression.text} for ${one.accepted.join(' or ')}`
    : new TextDecoder().decode(one.bytes);
}

/** The exit code and what was printed of `dyadsim validate`. */
function validate({ bytes }: Case & { bytes: Uint8Array }) {
  const file = join(folder, 'command');
  writeFileSync(file, bytes);
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  return spawnSync(process.execPath, ['dist/program/main.js', 'validate', file], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe(`fuzzing, seed ${SEED}`, () => {
  it.skipIf(ONLY !== null)(
    `of ${CASES} cases none crashes, hangs or is refused without a place`,
    async () => {
      const words = new Map<string, number>();
      const faults: string[] = [];
      const slowest: { n: number; ms: number } = { n: -1, ms: 0 };
      for (let n = 0; n < CASES; n++) {
        const one = caseAt(SEED, n);
        const { word, fault, ms }: Ending = await judge.try(one);
        const key = `${one.kind}: ${word}`;
        words.set(key, (words.get(key) ?? 0) + 1);
        if (ms > slowest.ms) Object.assign(slowest, { n, ms });
        if (fault !== null) faults.push(`case ${n} (${one.kind}): ${fault}`);
        if ((words.get(`${one.kind}: ${NO_ANSWER}`) ?? 0) >= MOST_HANGS) break;
        if (one.kind === 'expression' || n % COMMANDS !== 0) continue;
        const { status, stderr } = validate(one);
        words.set(`command: ${status}`, (words.get(`command: ${status}`) ?? 0) + 1);
        if (status !== 0 && status !== 2) faults.push(`case ${n}: validate ended with ${status}: ${stderr}`);
      }
      const counts = [...words].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, count]) => `  ${word} ${count}`);
      print(
        [`seed ${SEED}, ${CASES} cases, slowest ${slowest.ms.toFixed(0)} ms (case ${slowest.n})`, ...counts].join('\n'),
      );
      expect(faults).toEqual([]);
    },
    Math.max(120_000, 100 * CASES),
  );

  it.runIf(ONLY !== null)(
    ONLY === null ? 'one case alone (skipped: FUZZ_CASE names none)' : `case ${ONLY}`,
    async () => {
      const one = caseAt(SEED, ONLY ?? 0);
      const ending = await judge.try(one);
      print(`${shown(one)}\n${JSON.stringify(ending, null, 2)}`);
      expect(ending.fault).toBeNull();
    },
  );
});
