import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chipsPerBlock, pendingBlocks, planBlocks } from '../../src/montecarlo/plan.ts';

const chips = fc.integer({ min: 1, max: 5000 });
const size = fc.integer({ min: 1, max: 300 });

test('blocks hold every chip once, in order', () => {
  fc.assert(
    fc.property(chips, size, (count, each) => {
      const blocks = planBlocks(count, each);
      const listed = blocks.flatMap(({ firstChip, chips }) => Array.from({ length: chips }, (_, i) => firstChip + i));
      expect(listed).toEqual(Array.from({ length: count }, (_, i) => i));
      expect(blocks.map(({ index }) => index)).toEqual([...blocks.keys()]);
    }),
    { seed: 1 },
  );
});

test('shards split the blocks: each in exactly one, sizes within one', () => {
  fc.assert(
    fc.property(chips, size, fc.integer({ min: 1, max: 20 }), (count, each, of) => {
      const blocks = planBlocks(count, each);
      const shards = Array.from({ length: of }, (_, i) => pendingBlocks(blocks, { index: i + 1, of }, new Set()));
      expect(shards.flat().sort((a, b) => a.index - b.index)).toEqual(blocks);
      const sizes = shards.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
    { seed: 1 },
  );
});

test('what is done is not done again', () => {
  const pending = pendingBlocks(planBlocks(10, 2), { index: 1, of: 1 }, new Set([0, 3]));
  expect(pending.map(({ index }) => index)).toEqual([1, 2, 4]);
});

test('a block is at least one chip, at most about a thousand runs, and a study at least some blocks', () => {
  expect(chipsPerBlock(1000, 50_000)).toBe(1);
  expect(chipsPerBlock(100_000, 10)).toBe(100);
  expect(chipsPerBlock(64, 1)).toBe(2);
  expect(chipsPerBlock(1, 1)).toBe(1);
});
