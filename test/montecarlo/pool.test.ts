import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { type Block, planBlocks } from '../../src/montecarlo/plan.ts';
import { runBlocks, runUntilEnough } from '../../src/montecarlo/pool.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { withSharedArrays } from '../../src/montecarlo/shared-arrays.ts';
import { smallScenario } from '../cli/small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { scenario, points } = loadScenario(smallScenario(folder, { chips: 12 }));
const study = prepareStudy(scenario, points);
const blocks = planBlocks(12, 1);

describe.each([0, 2])('%i threads', (threads) => {
  test('an abort hands out nothing more, and returns', async () => {
    const controller = new AbortController();
    const taken: number[] = [];
    await runBlocks(study, blocks, { threads, signal: controller.signal }, async ({ index }) => {
      taken.push(index);
      controller.abort();
    });
    // With threads, blocks that were ready at that moment are still taken.
    expect(taken.length).toBeGreaterThanOrEqual(1);
    expect(taken.length).toBeLessThanOrEqual(1 + threads);
  });

  test('an abort before the start computes nothing', async () => {
    const taken: number[] = [];
    const signal = AbortSignal.abort();
    await runBlocks(study, blocks, { threads, signal }, async ({ index }) => {
      taken.push(index);
    });
    expect(taken).toEqual([]);
  });

  test('a failure to store stops everything and is passed on', async () => {
    const { signal } = new AbortController();
    const full = runBlocks(study, blocks, { threads, signal }, async () => {
      throw new Error('disk full');
    });
    await expect(full).rejects.toThrow('disk full');
  });
});

describe.each([0, 2])('until enough is known, %i threads', (threads) => {
  /** All blocks that there may ever be; `drawn` counts. */
  function* endless(counter: { drawn: number }): Generator<Block> {
    for (let index = 0; ; index++) {
      counter.drawn++;
      yield { index, firstChip: index, chips: 1 };
    }
  }
  const chipsOf = (rows: readonly TrialRow[]) => [...new Set(rows.map(({ chip }) => chip))];

  async function until(size: number, earlier: ReadonlyMap<number, number[]>, from: Iterable<Block>) {
    const taken: number[] = [];
    const asked: number[][] = [];
    const take = async ({ index }: Block) => {
      // The first block is stored the slowest, and none overtakes it.
      await setTimeout(index === 0 ? 50 : 0);
      taken.push(index);
    };
    const enough = await runUntilEnough(study, from, { threads, signal: new AbortController().signal }, take, {
      of: (_, rows) => chipsOf(rows),
      decide: (known) => {
        asked.push(known.flat());
        return known.length === size;
      },
      earlier,
    });
    return { taken, asked, enough };
  }

  test('the first blocks of the plan are taken, in order and no other, and an endless plan ends', async () => {
    const counter = { drawn: 0 };
    const { taken, asked, enough } = await until(5, new Map(), endless(counter));
    expect({ taken, enough }).toEqual({ taken: [0, 1, 2, 3, 4], enough: true });
    expect(asked).toEqual([[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]]);
  });

  test('blocks of earlier are decided on in their places, and not computed again', async () => {
    const earlier = new Map([0, 1, 3].map((index) => [index, [index]]));
    const pending = planBlocks(12, 1).filter(({ index }) => !earlier.has(index));
    const { taken, asked, enough } = await until(6, earlier, pending);
    expect({ taken, enough }).toEqual({ taken: [2, 4, 5], enough: true });
    expect(asked.at(-1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(asked).toHaveLength(6);
  });

  test('what earlier blocks decide needs no more, and a plan may end before it is enough', async () => {
    const counter = { drawn: 0 };
    const all = new Map([0, 1, 2].map((index) => [index, [index]]));
    expect(await until(2, all, endless(counter))).toMatchObject({ taken: [], enough: true });
    expect(counter.drawn).toBe(0);
    expect(await until(5, new Map(), planBlocks(3, 1))).toMatchObject({ taken: [0, 1, 2], enough: false });
  });

  test('an abort and a failure to store end it without enough', async () => {
    const rule = { of: () => 0, decide: () => false, earlier: new Map<number, number>() };
    const controller = new AbortController();
    const options = { threads, signal: controller.signal };
    const stop = async () => controller.abort();
    expect(await runUntilEnough(study, endless({ drawn: 0 }), options, stop, rule)).toBe(false);
    const full = async () => {
      throw new Error('disk full');
    };
    const again = { threads, signal: new AbortController().signal };
    await expect(runUntilEnough(study, endless({ drawn: 0 }), again, full, rule)).rejects.toThrow('disk full');
  });
});

test('shared arrays keep every value, on memory that threads share', () => {
  const value = { a: [1, null, 'x', true], b: { c: new Float64Array([1, -0, Number.NaN]) } };
  const shared = withSharedArrays(value);
  expect(shared).toEqual(value);
  expect(shared.b.c.buffer).toBeInstanceOf(SharedArrayBuffer);
});
