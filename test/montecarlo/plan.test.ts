import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chipsPerBlock, pendingBlocks, planBlocks, planPacks } from '../../src/montecarlo/plan.ts';

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

test('a block is about a second of work and never half of it, unless a chip takes longer or its rows fill a file', () => {
  expect(chipsPerBlock(50, 10)).toBe(1);
  expect(chipsPerBlock(0.6, 10)).toBe(1);
  expect(chipsPerBlock(0.5, 10)).toBe(2);
  expect(chipsPerBlock(0.4, 10)).toBe(2);
  expect(chipsPerBlock(1e-9, 10)).toBe(4096);
  expect(chipsPerBlock(1e-9, 1e6)).toBe(1);
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1, noNaN: true }), (seconds) => {
      const work = seconds * chipsPerBlock(seconds, 1);
      expect(work).toBeGreaterThan(0.5 * (1 - 1e-12));
      expect(work).toBeLessThanOrEqual(1);
    }),
    { seed: 1 },
  );
});

test('a longer run begins with the blocks and files of a shorter one, but for its last', () => {
  fc.assert(
    fc.property(chips, chips, size, fc.integer({ min: 1000, max: 40_000 }), (a, b, each, rowsPerBlock) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)].map((count) => planBlocks(count, each));
      expect(many.slice(0, few.length - 1)).toEqual(few.slice(0, -1));
      const [fewPacks, manyPacks] = [few, many].map((blocks) => planPacks(blocks, rowsPerBlock));
      expect(manyPacks.slice(0, Math.max(0, fewPacks.length - 1))).toEqual(fewPacks.slice(0, -1));
    }),
    { seed: 1 },
  );
});

test('a file takes as many whole blocks as 65,536 rows have, in order; a block alone is one already', () => {
  const blocks = planBlocks(70, 10);
  expect(planPacks(blocks, 30_000)).toEqual([
    { first: 0, last: 1 },
    { first: 2, last: 3 },
    { first: 4, last: 5 },
  ]);
  expect(planPacks(blocks, 65_536)).toEqual([]);
  expect(planPacks(blocks, 1)).toEqual([{ first: 0, last: 6 }]);
  expect(planPacks(planBlocks(5, 10), 1)).toEqual([]);
});
