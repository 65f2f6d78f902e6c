import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coarsePlaces,
  findTransitions,
  type Looked,
  lettersAlong,
  placesBeside,
} from '../../../src/montecarlo/inquiries/transitions.ts';

/** Letters of one spec that change at these places. */
function letters(n: number, changes: readonly number[]): string {
  return Array.from({ length: n }, (_, i) => 'kfu'[changes.filter((at) => at <= i).length % 3]).join('');
}

function look(own: string, first: readonly number[]): Looked & { readonly times: number } {
  let times = 0;
  const looked = findTransitions(own.length, first, (place) => {
    times++;
    return own[place];
  });
  return { ...looked, times };
}

describe('a line is looked at', () => {
  test('so that one change is found to the place, wherever it is, by halving', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 200 }), fc.nat(), (n, at) => {
        const own = letters(n, [1 + (at % (n - 1))]);
        const found = look(own, []);
        expect(lettersAlong(found, 0, n)).toBe(own);
        expect(found.times).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(n - 1)));
      }),
    );
  });

  test('so that every change is found of which no two lie between the same first places', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 100 }),
        fc.integer({ min: 2, max: 9 }),
        fc.infiniteStream(fc.nat()),
        (n, count, draws) => {
          const first = coarsePlaces(n, count);
          const changes = first.slice(1).flatMap((end, i) => {
            const start = first[i];
            const draw = draws.next().value as number;
            return draw % 2 === 0 ? [] : [start + 1 + (draw % (end - start))];
          });
          const own = letters(n, changes);
          expect(lettersAlong(look(own, first), 0, n)).toBe(own);
        },
      ),
    );
  });

  test('for all specs at once: the changes of each are found', () => {
    const two = (i: number) => `${i < 17 ? 'k' : 'f'}${i < 60 ? 'f' : 'k'}`;
    const found = findTransitions(100, [], two);
    expect([0, 1].map((spec) => lettersAlong(found, spec, 100).lastIndexOf('kf'[spec]))).toEqual([16, 59]);
  });

  test('no place twice, and in order', () => {
    const found = look(letters(50, [7, 30]), [0, 20, 20, 49]);
    expect(found.times).toBe(found.places.length);
    expect([...found.places]).toEqual([...new Set(found.places)].sort((a, b) => a - b));
  });
});

test('coarse places are even, with both ends, and never more than there are', () => {
  expect(coarsePlaces(51, 6)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(coarsePlaces(4, 9)).toEqual([0, 1, 2, 3]);
  expect(coarsePlaces(2, 9)).toEqual([0, 1]);
});

test('beside a known line one looks on both sides of its changes and between them: a shift by one place costs one look each', () => {
  const before = look(letters(100, [40, 70]), coarsePlaces(100, 12));
  const first = placesBeside(before);
  for (const place of [39, 40, 69, 70]) expect(first).toContain(place);
  const shifted = letters(100, [41, 69]);
  const found = look(shifted, first);
  expect(lettersAlong(found, 0, 100)).toBe(shifted);
  expect(found.times).toBeLessThan(20);
});
