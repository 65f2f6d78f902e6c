import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arrange } from '../../../src/montecarlo/statistics/order.ts';
import { stream } from '../../../src/random/stream.ts';

const ascending = (a: number, b: number) => a - b;

it('puts at every rank what sorting puts there, and keeps all values', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 700 }),
      fc.array(fc.nat(699), { maxLength: 8 }),
      (all, some) => {
        const ranks = some.map((rank) => rank % all.length);
        const values = Float64Array.from(all);
        arrange(values, ranks);
        const sorted = Float64Array.from(all).sort();
        for (const rank of ranks) expect(values[rank] === sorted[rank]).toBe(true);
        expect([...values].sort(ascending)).toEqual([...sorted].sort(ascending));
      },
    ),
    { seed: 11, numRuns: 150 },
  );
});

it('does so of long samples in any order: random, sorted, reversed, alike, and like an organ pipe', () => {
  const n = 20_000;
  const next = stream('order', 'values');
  const random = Float64Array.from({ length: n }, next);
  const samples = {
    random,
    sorted: random.slice().sort(),
    reversed: random.slice().sort().reverse(),
    alike: new Float64Array(n).fill(2),
    pipe: Float64Array.from({ length: n }, (_, i) => Math.min(i, n - 1 - i)),
    two: random.map((value) => (value < 0.5 ? 0 : 1)),
  };
  const ranks = [0, 999, 1000, 5000, 9900, 10_000, 10_099, 19_999];
  for (const sample of Object.values(samples)) {
    const [values, sorted] = [sample.slice(), sample.slice().sort()];
    arrange(values, ranks);
    expect(ranks.map((rank) => values[rank])).toEqual(ranks.map((rank) => sorted[rank]));
  }
});
