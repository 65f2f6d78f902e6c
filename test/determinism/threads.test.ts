import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { planBlocks } from '../../src/montecarlo/plan.ts';
import { runBlocks } from '../../src/montecarlo/pool.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { encodePart } from '../../src/store/part-file.ts';
import { type Options, smallScenario } from '../cli/small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows of a sweep in blocks of `size` chips. */
async function rowsOf(options: Options, threads: number, size = 1): Promise<TrialRow[][]> {
  const { scenario, points } = loadScenario(smallScenario(folder, options));
  const blocks: TrialRow[][] = [];
  const { signal } = new AbortController();
  const plan = planBlocks(scenario.chips, size);
  await runBlocks(prepareStudy(scenario, points), plan, { threads, signal }, async ({ index }, rows) => {
    blocks[index] = [...rows];
  });
  return blocks;
}

async function hash(blocks: readonly TrialRow[][]): Promise<string> {
  const sum = createHash('sha256');
  for (const [block, rows] of blocks.entries()) {
    sum.update(await encodePart({ run: 'test', first: block, last: block }, [[columnsOf(rows)]], []));
  }
  return sum.digest('hex');
}

test.each([false, true])('0, 1, 2 and 4 threads give the same bytes (noise: %s)', async (noise) => {
  const options = { noise, seed: noise ? 'noisy' : 'quiet', chips: 4 };
  const alone = await rowsOf(options, 0);
  expect(alone.flat()).toHaveLength(4 * 2 * 2);
  expect(alone.flat().filter(({ error }) => error !== null)).toEqual([]);
  for (const threads of [1, 2, 4]) {
    expect(await hash(await rowsOf(options, threads)), `${threads} threads`).toBe(await hash(alone));
  }
});

test('how chips are cut into blocks changes no row', async () => {
  const single = (await rowsOf({}, 0, 1)).flat();
  expect((await rowsOf({}, 0, 5)).flat()).toStrictEqual(single);
  expect((await rowsOf({}, 0, 2)).flat()).toStrictEqual(single);
});

test('a longer study begins with the shorter one', async () => {
  const few = (await rowsOf({ chips: 2 }, 0)).flat();
  expect((await rowsOf({ chips: 4 }, 0)).flat().slice(0, few.length)).toStrictEqual(few);
});

test('another seed gives other rows', async () => {
  expect(await hash(await rowsOf({ seed: 'a' }, 0))).not.toBe(await hash(await rowsOf({ seed: 'b' }, 0)));
});

test('both rules and all points meet the same chips: at beta and alpha alike, what is free of the rule is equal', async () => {
  for (const block of await rowsOf({}, 0)) {
    for (const row of block) expect(row.accuracy).toBe(block[0].accuracy);
  }
});
