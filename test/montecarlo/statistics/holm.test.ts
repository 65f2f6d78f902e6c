import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holmAdjusted } from '../../../src/montecarlo/statistics/holm.ts';
import { stream } from '../../../src/random/stream.ts';

describe("Holm's adjustment", () => {
  // By hand: in ascending order 4 x 0.005, 3 x 0.01, 2 x 0.03, and 1 x 0.04 which may not be below the one before.
  it('is the one worked out by hand, in the order of the tests', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('leaves one test as it is, goes no higher than 1, and has none of none', () => {
    expect(holmAdjusted([0.2])).toEqual([0.2]);
    expect(holmAdjusted([0.5, 0.9, 0.7])).toEqual([1, 1, 1]);
    expect(holmAdjusted([])).toEqual([]);
    expect(holmAdjusted([0.02, 0.02])).toEqual([0.04, 0.04]);
  });

  it('rejects what stepping down does: the smallest while they are below level / (tests left)', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(p, { maxLength: 12 }), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (ps, level) => {
        const adjusted = holmAdjusted(ps);
        const order = ps.map((_, at) => at).sort((a, b) => ps[a] - ps[b]);
        const stop = order.findIndex((at, smaller) => (ps.length - smaller) * ps[at] > level);
        const rejected = new Set(stop === -1 ? order : order.slice(0, stop));
        adjusted.forEach((value, at) => {
          expect(value <= level).toBe(rejected.has(at));
        });
      }),
    );
  });

  it('has one false alarm among 20 true hypotheses in no more than 5 % of 10,000 runs', () => {
    let alarms = 0;
    for (let run = 0; run < 10_000; run++) {
      const draw = stream('holm', run);
      if (Math.min(...holmAdjusted(Array.from({ length: 20 }, draw))) <= 0.05) alarms++;
    }
    // 1 - (1 - 0.05/20)^20 = 0.0488; bounds of 1e-6.
    expect(Math.abs(alarms / 10_000 - 0.0488301)).toBeLessThan(4.9 * Math.sqrt((0.0488 * 0.9512) / 10_000));
  });

  it('refuses what is no probability', () => {
    expect(() => holmAdjusted([0.1, 1.2])).toThrow('got 1.2');
    expect(() => holmAdjusted([Number.NaN])).toThrow('got NaN');
  });
});
