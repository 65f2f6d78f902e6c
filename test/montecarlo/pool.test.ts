import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { planBlocks } from '../../src/montecarlo/plan.ts';
import { runBlocks } from '../../src/montecarlo/pool.ts';
import { withSharedArrays } from '../../src/montecarlo/shared-arrays.ts';
import { prepareStudy } from '../../src/montecarlo/study.ts';
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

test('shared arrays keep every value, on memory that threads share', () => {
  const value = { a: [1, null, 'x', true], b: { c: new Float64Array([1, -0, Number.NaN]) } };
  const shared = withSharedArrays(value);
  expect(shared).toEqual(value);
  expect(shared.b.c.buffer).toBeInstanceOf(SharedArrayBuffer);
});
