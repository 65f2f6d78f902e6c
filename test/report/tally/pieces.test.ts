import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FirstFew } from '../../../src/report/tally/first-few.ts';
import { IndexSet } from '../../../src/report/tally/index-set.ts';
import { Numbers } from '../../../src/report/tally/numbers.ts';
import { PairCounts } from '../../../src/report/tally/pair-counts.ts';

const ascending = (a: number, b: number) => a - b;

test('numbers keep every one, also of a merged other', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 4 }), (lengths) => {
      const numbers = new Numbers();
      let next = 0;
      for (const [i, length] of lengths.entries()) {
        const other = i % 2 === 0 ? numbers : new Numbers();
        for (let k = 0; k < length; k++) other.push(next++);
        if (other !== numbers) numbers.merge(other);
      }
      expect(numbers.length).toBe(next);
      expect([...numbers.toArray()].sort(ascending)).toEqual([...Array(next).keys()]);
    }),
    { seed: 1, numRuns: 40 },
  );
});

describe('a set of indices', () => {
  it('tells of each whether it was there, as a Set does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), (indices) => {
        const set = new IndexSet();
        const plain = new Set<number>();
        for (const index of indices) {
          expect(set.add(index)).toBe(!plain.has(index));
          plain.add(index);
        }
      }),
      { seed: 2 },
    );
  });

  it('merges what has nothing in common, and says so where something is', () => {
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(some, some, (first, second) => {
        const [a, b] = [first, second].map((indices) => {
          const set = new IndexSet();
          for (const index of indices) set.add(index);
          return set;
        });
        const disjoint = !first.some((index) => second.includes(index));
        expect(a.merge(b)).toBe(disjoint);
        if (disjoint) for (const index of [...first, ...second]) expect(a.add(index)).toBe(false);
      }),
      { seed: 3 },
    );
  });
});

test('the first few are those of the sorted whole, and all are counted', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer())), (parts) => {
      const few = new FirstFew<number>(5, ascending);
      for (const part of parts) {
        const own = new FirstFew<number>(5, ascending);
        for (const item of part) own.add(item);
        few.merge(own);
      }
      const all = parts.flat().sort(ascending);
      expect(few.sorted()).toEqual(all.slice(0, 5));
      expect(few.count).toBe(all.length);
    }),
    { seed: 4 },
  );
});

test('pairs are counted, and come sorted', () => {
  const counts = new PairCounts();
  for (const [first, second] of [
    [10, 1],
    [9, 2],
    [9, 11],
    [10, 1],
  ])
    counts.add(first, second);
  const other = new PairCounts();
  other.add(9, 2, 4);
  counts.merge(other);
  expect(counts.sorted()).toEqual([
    [9, 2, 5],
    [9, 11, 1],
    [10, 1, 2],
  ]);
});
