import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failedRow } from '../../src/montecarlo/failed-row.ts';
import { BlockAssembly, jobsOf } from '../../src/montecarlo/jobs.ts';
import { planBlocks } from '../../src/montecarlo/plan.ts';

const chips = fc.integer({ min: 1, max: 200 });
const size = fc.integer({ min: 1, max: 30 });
const runsPerChip = fc.integer({ min: 1, max: 50 });

const rowOf = (chip: number) => failedRow({ point: 0, chip, rule: 'dp', engine: 'events', beta: 0.1 }, 2, 'not run');

test('jobs hold every chip of the blocks once, in order, and at least some runs but at the end of a block', () => {
  fc.assert(
    fc.property(chips, size, runsPerChip, (count, each, runs) => {
      const jobs = [...jobsOf(planBlocks(count, each), runs)];
      const listed = jobs.flatMap(({ part }) => Array.from({ length: part.chips }, (_, i) => part.firstChip + i));
      expect(listed).toEqual(Array.from({ length: count }, (_, i) => i));
      for (const { block, part } of jobs) {
        const last = part.firstChip + part.chips === block.firstChip + block.chips;
        if (!last) expect(part.chips * runs).toBeGreaterThanOrEqual(20);
        expect(part.chips === 1 || (part.chips - 1) * runs < 20).toBe(true);
      }
    }),
    { seed: 1 },
  );
});

test('a block without chips is one job without chips, and comes back without rows', () => {
  const jobs = [...jobsOf([{ index: 3, firstChip: 7, chips: 0 }], 40)];
  expect(jobs.map(({ part }) => part)).toEqual([{ index: 3, firstChip: 7, chips: 0 }]);
  expect(new BlockAssembly().add(jobs[0], [])).toEqual([]);
});

test('blocks come back whole and in order, whatever the order of their jobs', () => {
  const shuffled = fc
    .tuple(chips, size, runsPerChip)
    .map(([count, each, runs]) => ({ blocks: planBlocks(count, each), runs }))
    .chain(({ blocks, runs }) => {
      const jobs = [...jobsOf(blocks, runs)];
      const order = fc.shuffledSubarray(jobs, { minLength: jobs.length, maxLength: jobs.length });
      return fc.record({ blocks: fc.constant(blocks), order });
    });
  fc.assert(
    fc.property(shuffled, ({ blocks, order }) => {
      const assembly = new BlockAssembly();
      const whole = new Map<number, number[]>();
      for (const job of order) {
        const { firstChip, chips } = job.part;
        const rows = assembly.add(
          job,
          Array.from({ length: chips }, (_, i) => rowOf(firstChip + i)),
        );
        if (rows !== null)
          whole.set(
            job.block.index,
            rows.map(({ chip }) => chip),
          );
      }
      const expected = blocks.map(({ index, firstChip, chips }): [number, number[]] => {
        return [index, Array.from({ length: chips }, (_, i) => firstChip + i)];
      });
      expect([...whole].sort(([a], [b]) => a - b)).toEqual(expected);
    }),
    { seed: 2 },
  );
});
