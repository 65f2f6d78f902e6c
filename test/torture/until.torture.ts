import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../cli/dyadsim.ts';
import { rowFiles } from '../cli/row-files.ts';
import { staticScenario } from '../cli/static-scenario.ts';
import { cases, chance, ending, pick, say } from './ground.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-torture-until-'));
const random = chance('until');
/** 95 % without a failure is shown by 116 chips: it ends after 39 blocks of three, in rounds of shards. */
const scenario = staticScenario(
  folder,
  'until',
  'auto',
  'until: { decided: true }\naccept: { specs: [{ metric: stable, target: 95 % }] }',
);
const SHARDS = 3;
const whole = join(folder, 'whole');
let duration = 0;

const sweep = (run: string, ...flags: string[]) =>
  start('sweep', scenario, '-o', run, '--quiet', '--chips-per-block', '3', ...flags);
const shards = (run: string) =>
  Array.from({ length: SHARDS }, (_, i) => {
    return sweep(run, '--shard', `${i + 1}/${SHARDS}`, '--threads', pick(random, ['0', '1', '2']));
  });

beforeAll(async () => {
  expect(await ending(sweep(whole, '--threads', '2'))).toMatchObject({ code: 0, hung: false });
  const begun = performance.now();
  for (const running of shards(join(folder, 'timed'))) expect((await ending(running)).code).toBe(0);
  duration = performance.now() - begun;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What differs from the run that nothing disturbed. */
function differences(run: string): string[] {
  const [own, right] = [rowFiles(run), rowFiles(whole)];
  const names = [...new Set([...Object.keys(own), ...Object.keys(right)])];
  const rows = names.filter((name) => own[name] !== right[name]).map((name) => `${name} differs`);
  const stopped = (of: string) => readFileSync(join(of, 'stopped.json'), 'utf8');
  const files = (of: string) => readdirSync(of).sort().join(' ');
  return [
    ...rows,
    ...(stopped(run) === stopped(whole) ? [] : ['stopped.json differs']),
    ...(files(run) === files(whole) ? [] : [`has ${files(run)}`]),
  ];
}

test('shards of a sweep that ends when enough is known, killed at random moments, come to the same bytes', async () => {
  const number = cases(20, 2);
  const wrong: string[] = [];
  let killed = 0;
  for (let i = 0; i < number; i++) {
    const run = join(folder, `killed-${i}`);
    const running = shards(run);
    await setTimeout(random() * 1.1 * duration);
    // All of them, or all but one, which has to do the others' work.
    const spared = random() < 0.5 ? pick(random, running) : null;
    for (const one of running) if (one !== spared) one.kill('SIGKILL');
    for (const one of running) {
      const { code, hung, stderr } = await ending(one);
      killed += code === null ? 1 : 0;
      if (hung || ![null, 0].includes(code)) wrong.push(`run ${i}: ${hung ? 'hangs' : code} ${stderr}`);
      if (one === spared && code !== 0) wrong.push(`run ${i}: the shard that was spared ends with ${code}`);
    }
    for (const again of shards(run)) {
      const { code, hung, stderr } = await ending(again);
      if (hung || code !== 0) wrong.push(`run ${i}, again: ${hung ? 'hangs' : code} ${stderr}`);
    }
    wrong.push(...differences(run).map((what) => `run ${i}: ${what}`));
  }
  say(`until: ${number} runs of ${SHARDS} shards, ${killed} of them killed; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
  expect(killed).toBeGreaterThan(0);
});
