import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planBlocks } from '../../src/montecarlo/plan.ts';
import { InOrder } from '../../src/montecarlo/stopping.ts';

const BLOCKS = planBlocks(20, 1);

test('in whatever order blocks are done, they are taken and decided on in that of the plan, and none beyond the last needed', async () => {
  const done = fc.shuffledSubarray(BLOCKS, { minLength: 20, maxLength: 20 });
  const earlier = fc.uniqueArray(fc.integer({ min: 0, max: 19 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(done, earlier, fc.integer({ min: 1, max: 25 }), async (order, before, needed) => {
      const taken: number[] = [];
      const asked: number[][] = [];
      const inOrder = new InOrder(
        {
          of: ({ index }) => index,
          decide: (known) => {
            asked.push([...known]);
            return known.length >= needed;
          },
          earlier: new Map(before.map((index) => [index, index])),
        },
        async ({ index }) => {
          // Whoever does not wait overtakes here.
          for (let turn = 0; turn < index % 3; turn++) await Promise.resolve();
          taken.push(index);
        },
      );
      const pending = order.filter(({ index }) => !before.includes(index));
      await Promise.all(pending.map((block) => inOrder.add(block, [])));
      const known = Math.min(needed, 20);
      const inPlan = [...Array(known).keys()];
      expect(taken).toEqual(inPlan.filter((index) => !before.includes(index)));
      expect(asked).toEqual(inPlan.map((_, i) => inPlan.slice(0, i + 1)));
      expect(inOrder.enough).toBe(needed <= 20);
    }),
    { seed: 1 },
  );
});
