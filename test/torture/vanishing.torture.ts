import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cases, chance, ending, Ground, pick, SMALL_BLOCKS, say } from './ground.ts';

const ground = new Ground(32);
const random = chance('vanishing');
let duration = 0;

beforeAll(async () => {
  await ground.begin();
  duration = await ground.duration();
});
afterAll(() => ground.end());

/** What is written meanwhile stops an ordinary removal. */
async function removeWhileWrittenTo(path: string): Promise<void> {
  while (existsSync(path)) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      await setTimeout(5);
    }
  }
}

/** What vanishes, below the working directory of the sweep; '.' is that directory itself. */
const PLACES = ['.', 'run', 'run/trials', 'run/manifest.json', 'run/plots'];

test('folders and files vanish at random moments: no success without a whole run, no hang, and --resume mends the rest', async () => {
  const number = cases(80, 4);
  const wrong: string[] = [];
  let noticed = 0;
  for (let i = 0; i < number; i++) {
    const cwd = join(ground.folder, `place-${i}`);
    mkdirSync(cwd);
    const run = join(cwd, 'run');
    const place = pick(random, PLACES);
    // By an absolute name only a removed run is gone; by a relative one also a removed working directory.
    const output = random() < 0.5 ? run : 'run';
    const args = [
      'sweep',
      ground.scenario,
      '-o',
      output,
      '--quiet',
      '--threads',
      pick(random, ['0', '2']),
      ...SMALL_BLOCKS,
    ];
    const running = ground.start({ cwd }, ...args);
    await setTimeout((0.2 + 0.8 * random()) * duration);
    const name = `${i}, ${place} of ${output === run ? 'an absolute' : 'a relative'} run`;
    const there = existsSync(join(cwd, place));
    const away = join(ground.folder, `away-${i}`);
    if (there) renameSync(join(cwd, place), away);
    if (there && random() < 0.5) await removeWhileWrittenTo(away);
    const { code, hung, stderr } = await ending(running);
    if (hung) wrong.push(`${name}: hangs`);
    if (stderr.includes('    at ')) wrong.push(`${name}: ${stderr}`);
    if (code !== 0) noticed++;
    const stillThere = existsSync(join(run, 'summary.json'));
    // Taken away once all was written, or renamed with what is relative to it.
    const finishedBefore = [away, join(away, 'run')].some((moved) => existsSync(join(moved, 'summary.json')));
    if (code === 0 && !stillThere && !finishedBefore && existsSync(away))
      wrong.push(`${name}: exit 0 without a summary`);
    if (!existsSync(cwd)) continue;
    const partOfRun = place.startsWith('run/') && there;
    if (code === 0 && !partOfRun && stillThere)
      wrong.push(...ground.differences(run).map((what) => `${name}: ${what}`));
    wrong.push(...(await ground.afterResume(run)).map((what) => `${name}: ${what}`));
  }
  say(`vanishing: ${number} runs, ${noticed} ended with an error; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
  expect(noticed).toBeGreaterThan(0);
});
