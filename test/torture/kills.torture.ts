import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf, cases, chance, ending, Ground, pick, say } from './ground.ts';

const ground = new Ground(32);
const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGHUP', 'SIGINT', 'SIGTERM'] as const;
const random = chance('kills');
let duration = 0;

beforeAll(async () => {
  await ground.begin();
  duration = await ground.duration();
});
afterAll(() => ground.end());

test('stopped at random moments, once or several times, a sweep goes on to the same bytes', async () => {
  const number = cases(80, 4);
  const wrong: string[] = [];
  let stops = 0;
  let kept = 0;
  for (let i = 0; i < number; i++) {
    const run = join(ground.folder, `killed-${i}`);
    const times = 1 + Math.floor(random() * 3);
    for (let time = 0; time < times; time++) {
      const signal = pick(random, SIGNALS);
      const before = blocksOf(run);
      const running = ground.sweep(run, '--threads', pick(random, ['0', '1', '2', '3']), '--resume');
      await setTimeout(random() * 1.1 * duration);
      running.kill(signal);
      const { code, hung, stderr } = await ending(running);
      const name = `run ${i}, ${signal} number ${time + 1}`;
      // Before its work begins and after it has ended, a sweep ends by the signal itself.
      if (hung || ![null, 0, 130].includes(code)) wrong.push(`${name}: ${hung ? 'hangs' : code} ${stderr}`);
      if (code === 130 && !stderr.includes('to go on: dyadsim sweep')) wrong.push(`${name}: does not say how to go on`);
      const now = blocksOf(run);
      if (before.some((block) => !now.includes(block))) wrong.push(`${name}: blocks are lost`);
      wrong.push(...ground.wrongBlocks(run).map((what) => `${name}: ${what}`));
      stops += code === 0 ? 0 : 1;
      kept += now.length;
    }
    wrong.push(...(await ground.afterResume(run)).map((what) => `run ${i}: ${what}`));
  }
  say(`kills: ${number} runs stopped ${stops} times with ${kept} blocks done; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
  expect(stops).toBeGreaterThan(0);
});
