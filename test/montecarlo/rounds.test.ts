import { describe, expect, test } from 'vitest';
import { Rounds } from '../../src/montecarlo/rounds.ts';

const there = (...blocks: number[]) => {
  const all = new Set(blocks);
  return (block: number) => all.has(block);
};
const none = there();

describe('the blocks of a shard in a run whose end is not known', () => {
  test('are its own, one for each thread at first', () => {
    expect(new Rounds({ index: 1, of: 3 }, 1).next(0, none, 100)).toEqual([0]);
    expect(new Rounds({ index: 3, of: 3 }, 2).next(0, none, 100)).toEqual([2, 5]);
    expect(new Rounds({ index: 2, of: 3 }, 1).next(6, there(8), 100)).toEqual([7]);
  });

  test('go further the more is known, a quarter beyond it, and eight for each thread at most', () => {
    const rounds = new Rounds({ index: 1, of: 2 }, 1);
    // A quarter of 24 is 6 blocks, three for each of two.
    expect(rounds.next(24, none, 1000)).toEqual([24, 26, 28]);
    expect(rounds.next(800, none, 1000)).toHaveLength(8);
    expect(new Rounds({ index: 1, of: 2 }, 3).next(800, none, 1000)).toHaveLength(24);
  });

  test('end with the plan', () => {
    expect(new Rounds({ index: 1, of: 2 }, 4).next(6, none, 9)).toEqual([6, 8]);
    expect(new Rounds({ index: 2, of: 2 }, 4).next(8, none, 9)).toEqual([]);
  });

  test('are none where others are at theirs, until it gives up on these; then theirs of this round, others first', () => {
    const state = [4, there(5), 100] as const;
    const rounds = new Rounds({ index: 2, of: 4 }, 1);
    expect(rounds.next(...state)).toEqual([]);
    rounds.giveUpWaiting(...state);
    // Missing are 4, 6 and 7, of shards 1, 3 and 4.
    expect(rounds.next(...state)).toEqual([4]);
    // The last of four begins three quarters into what is missing: 4, 6, 8, 9, 10.
    const last = new Rounds({ index: 4, of: 4 }, 2);
    last.giveUpWaiting(4, there(5, 7, 11), 100);
    expect(last.next(4, there(5, 7, 11), 100)).toEqual([9, 10]);
  });

  test('a shard that has come with its blocks is not taken for absent, and its own go first', () => {
    const rounds = new Rounds({ index: 1, of: 3 }, 1);
    rounds.giveUpWaiting(0, there(0, 1), 100);
    expect(rounds.next(3, there(3), 100)).toEqual([5]);
    expect(rounds.next(3, none, 100)).toEqual([3]);
  });

  test('all of a round come about whoever is there', () => {
    for (const index of [1, 2, 3]) {
      const rounds = new Rounds({ index, of: 3 }, 2);
      const done = new Set<number>();
      let known = 0;
      for (let looks = 0; known < 50 && looks < 500; looks++) {
        const state = [known, (block: number) => done.has(block), 50] as const;
        const next = rounds.next(...state);
        if (next.length === 0) rounds.giveUpWaiting(...state);
        for (const block of next) done.add(block);
        while (done.has(known)) known++;
      }
      expect(known).toBe(50);
    }
  });
});
