import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hybridsPerRow, type PickFreezeRow, pickFreezeRow } from '../../../src/montecarlo/statistics/pick-freeze.ts';
import { type Estimate, sensitivityOf } from '../../../src/montecarlo/statistics/sensitivity.ts';
import type { EvaluatedRow } from '../../../src/montecarlo/statistics/variance-shares.ts';
import { stream } from '../../../src/random/stream.ts';
import { chiSquareBounds } from '../../statistics/moments.ts';
import { additive, type Benchmark, evaluatedAt, ISHIGAMI, interaction, rowsOf, sobolG } from './benchmark-functions.ts';
import { sobolPoint } from './sobol-points.ts';

const SHARES = ['first', 'total', 'shapley'] as const;
/** Two-sided 1e-6 of the normal law, in half widths of a 95 % interval. */
const FALSE_ALARM = 4.8916384757 / 1.959963984540054;

function sensitivity(rows: readonly EvaluatedRow[], samples = 400, seed = 'bootstrap') {
  const found = sensitivityOf(rows, { samples, random: stream(seed) });
  if (found === null) throw new Error('nothing varies');
  return found;
}

describe('hybrids of a row', () => {
  it('are as many as was said, all different', () => {
    for (let groups = 1; groups <= 12; groups++) {
      const { hybrids, alone, others, walks } = pickFreezeRow(groups, stream('row', groups));
      expect(hybrids).toHaveLength(hybridsPerRow(groups));
      expect(new Set(hybrids.map(String)).size).toBe(hybrids.length);
      expect([hybrids[0], hybrids[1]]).toEqual([[], Array.from({ length: groups }, (_, i) => i)]);
      expect(alone.map((at) => hybrids[at])).toEqual(Array.from({ length: groups }, (_, i) => [i]));
      for (const [group, at] of others.entries()) {
        expect(hybrids[at]).toEqual(hybrids[1].filter((other) => other !== group));
      }
      for (const { order, stations } of walks) {
        expect(stations.map((at) => hybrids[at])).toEqual(
          [...order, -1].map((_, passed) => order.slice(0, passed).sort((a, b) => a - b)),
        );
      }
    }
    expect([1, 2, 3].map((groups) => pickFreezeRow(groups, stream('row')).walks.length)).toEqual([1, 2, 6]);
    expect(() => pickFreezeRow(0, stream('row'))).toThrow('at least one group');
  });

  it('come in every order equally often', () => {
    const rows = 2400;
    const counts = new Map<string, number>();
    for (let i = 0; i < rows; i++) {
      const [{ order }] = pickFreezeRow(4, stream('orders', i)).walks;
      counts.set(String(order), (counts.get(String(order)) ?? 0) + 1);
    }
    const square = [...counts.values()].reduce((sum, n) => sum + (n - rows / 24) ** 2 / (rows / 24), 0);
    expect(counts.size).toBe(24);
    expect(square / 23).toBeLessThan(chiSquareBounds(23)[1]);
  });
});

it('has the hybrids of the worked estimates of Ishigami’s function on 1024 points of a Sobol sequence', () => {
  expect(sobolPoint(1000, 5)).toEqual([0.2197265625, 0.0966796875, 0.5185546875, 0.6767578125, 0.2802734375]);
  const rows = Array.from({ length: 1024 }, (_, i) => {
    const point = sobolPoint(i, 6);
    return evaluatedAt(ISHIGAMI, pickFreezeRow(3, stream('unused')), point.slice(0, 3), point.slice(3));
  });
  const meanOver = (of: (row: EvaluatedRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const { variance, mean } = sensitivity(rows, 0);
  // Worked with divisor 2N, by Saltelli's and Jansen's estimators.
  const pooled = (variance * (2 * rows.length - 1)) / (2 * rows.length);
  expect(pooled).toBeCloseTo(13.8189544432, 9);
  expect(mean).toBeCloseTo(
    meanOver(({ values: [a, b] }) => (a + b) / 2),
    12,
  );
  const worked = {
    first: [0.332739378383, 0.441313938544, 0.0183999090077],
    total: [0.558179045711, 0.44328458403, 0.242149373355],
  };
  for (const group of [0, 1, 2]) {
    const change = ({ row, values }: EvaluatedRow) => values[row.alone[group]] - values[0];
    expect(meanOver((own) => own.values[1] * change(own)) / pooled).toBeCloseTo(worked.first[group], 10);
    expect(meanOver((own) => change(own) ** 2 / 2) / pooled).toBeCloseTo(worked.total[group], 10);
  }
});

it.each([1, 2, 3, 4])('is exact over all pairs of inputs, and all walks, of any function of %i bits', (groups) => {
  const random = stream('table', groups);
  const table = Array.from({ length: 2 ** groups }, () => random());
  const indices = Array.from({ length: groups }, (_, i) => i);
  const of = (bits: readonly number[]) => table[bits.reduce((sum, bit, i) => sum + bit * 2 ** i, 0)];
  const points = table.map((_, code) => indices.map((i) => (code >> i) & 1));
  const seen = new Map<string, PickFreezeRow>();
  for (let i = 0; seen.size < (groups === 4 ? 24 : 1); i++) {
    const row = pickFreezeRow(groups, stream('walks', i));
    seen.set(JSON.stringify(row.walks), row);
  }
  const benchmark: Benchmark = { ...additive(indices.map(() => 1)), of };
  const rows = [...seen.values()].flatMap((row) =>
    points.flatMap((a) => points.map((b) => evaluatedAt(benchmark, row, a, b))),
  );
  const found = sensitivity(rows, 0);

  // Var E(f | members), by its definition.
  const whole = table.reduce((sum, value) => sum + value, 0) / table.length;
  const explained = (members: readonly number[]) => {
    const means = points.map((at) => {
      const alike = points.filter((point) => members.every((i) => point[i] === at[i]));
      return alike.reduce((sum, point) => sum + of(point), 0) / alike.length;
    });
    return means.reduce((sum, value) => sum + (value - whole) ** 2, 0) / means.length;
  };
  const variance = explained(indices);
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  for (const group of indices) {
    const rest = indices.filter((i) => i !== group);
    const sets = Array.from({ length: 2 ** rest.length }, (_, code) => rest.filter((_, i) => (code >> i) & 1));
    const shapley = sets.reduce((sum, members) => {
      const weight = (factorial(members.length) * factorial(groups - members.length - 1)) / factorial(groups);
      return sum + weight * (explained([...members, group]) - explained(members));
    }, 0);
    expect(found.groups[group].first.value).toBeCloseTo(explained([group]) / variance, 12);
    expect(found.groups[group].total.value).toBeCloseTo(1 - explained(rest) / variance, 12);
    expect(found.groups[group].shapley.value).toBeCloseTo(shapley / variance, 12);
  }
});

const BENCHMARKS: readonly (readonly [name: string, benchmark: Benchmark])[] = [
  ['Ishigami’s function', ISHIGAMI],
  ['Sobol’s G of 6 inputs', sobolG([0, 0.5, 3, 9, 99, 99])],
  ['a sum of 2 inputs', additive([1, 2])],
  ['a sum of 5 inputs', additive([1, 2, 3, 4, 5])],
  ['an interaction of 2 inputs alone', interaction(2)],
  ['an interaction of 4 inputs alone', interaction(4)],
];

describe.each(BENCHMARKS)('of %s', (name, benchmark) => {
  const found = sensitivity(rowsOf(benchmark, 4096, name));

  it.each(SHARES)('the %s shares are the exact ones, within the interval', (share) => {
    for (const [group, truth] of benchmark[share].entries()) {
      const { value, interval } = found.groups[group][share];
      if (interval === null) throw new Error('no interval');
      const half = (interval[1] - interval[0]) / 2;
      expect(Math.abs(value - truth)).toBeLessThan(FALSE_ALARM * half + 1e-12);
      // And of so many rows it is short.
      expect(half).toBeLessThan(0.25);
    }
  });

  it('sums are those of the groups', () => {
    const sum = (share: 'first' | 'total') => found.groups.reduce((all, own) => all + own[share].value, 0);
    expect(found.firstSum.value).toBeCloseTo(sum('first'), 12);
    expect(found.totalSum.value).toBeCloseTo(sum('total'), 12);
  });
});

it.each(SHARES)('intervals of %s cover as often as measured: 0.905 to 0.95 of 600 runs of 128 rows', (share) => {
  const replicates = 400;
  for (const [group, truth] of ISHIGAMI[share].entries()) {
    const covered = COVERAGE.filter((found) => {
      const [low, high] = found.groups[group][share].interval ?? [0, 0];
      return low <= truth && truth <= high;
    });
    // 4.9 standard deviations of 0.0147 below 0.905: 1e-6. That all 400 cover has 0.95^400, 1e-9.
    expect(covered.length / replicates).toBeGreaterThan(0.833);
    expect(covered.length / replicates).toBeLessThan(1);
  }
});

const COVERAGE = Array.from({ length: 400 }, (_, i) => sensitivity(rowsOf(ISHIGAMI, 128, `run ${i}`), 200, `run ${i}`));

describe('Shapley effects', () => {
  /** Rows of any values. */
  const anyRows = fc.integer({ min: 1, max: 6 }).chain((groups) =>
    fc
      .array(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 20, maxLength: 20 }), {
        minLength: 2,
        maxLength: 6,
      })
      .map((all) =>
        all.map((values, i): EvaluatedRow => {
          const row = pickFreezeRow(groups, stream('any', i));
          return { row, values: values.slice(0, row.hybrids.length) };
        }),
      ),
  );

  it('add up to 1, whatever the values', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const found = sensitivityOf(rows, { samples: 0, random: stream('unused') });
        if (found === null) return;
        const shares = found.groups.map(({ shapley }) => shapley.value);
        const size = shares.reduce((sum, share) => sum + Math.abs(share), 0);
        // A rounding of each, of the size that they have where they nearly cancel.
        expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-15 * (10 + 10 * size));
      }),
      { seed: 1 },
    );
  });
});

describe('what does not vary', () => {
  const ofFirst: Benchmark = { ...additive([1, 0, 0, 0]), of: ([u]) => u };

  it('has no share, to the bit', () => {
    const { groups } = sensitivity(rowsOf(ofFirst, 50, 'one of four'));
    expect(groups[0].shapley).toEqual({ value: 1, interval: [1, 1] });
    for (const { first, total, shapley } of groups.slice(1)) {
      expect([first.value, total.value, shapley.value].map(Math.abs)).toEqual([0, 0, 0]);
      expect(total.interval).toEqual([0, 0]);
    }
  });

  it('is nothing to share out', () => {
    const resampling = () => ({ samples: 10, random: stream('none') });
    const row = pickFreezeRow(1, stream('none'));
    expect(sensitivityOf([], resampling())).toBeNull();
    expect(sensitivityOf([{ row, values: [1, 2] }], resampling())).toBeNull();
    expect(
      sensitivityOf(
        Array.from({ length: 9 }, () => ({ row, values: [3, 3] })),
        resampling(),
      ),
    ).toBeNull();
    expect(
      sensitivityOf(
        [3, 4].map((value) => ({ row, values: [value, value] })),
        resampling(),
      ),
    ).toBeNull();
  });

  it('in some samples of rows leaves no interval', () => {
    // One row of 40 differs: 36 % of all samples miss it.
    const row = pickFreezeRow(2, stream('few'));
    const rows = Array.from({ length: 40 }, (_, i) => ({ row, values: i === 0 ? [0, 1, 1, 0] : [0, 0, 0, 0] }));
    const { groups, firstSum } = sensitivity(rows, 100);
    expect(groups[0].shapley).toEqual({ value: 1, interval: null });
    expect(firstSum.interval).toBeNull();
  });
});

it('intervals are those of whole samples of rows, each estimated by itself', () => {
  const rows = rowsOf(ISHIGAMI, 32, 'resampled').map(({ row, values }) => ({ row, values: values.map((v) => v + 20) }));
  const samples = 41;
  const random = stream('bootstrap');
  const drawn = Array.from({ length: samples }, () =>
    sensitivity(
      rows.map(() => rows[Math.floor(rows.length * random())]),
      0,
    ),
  );
  const found = sensitivity(rows, samples);
  // The second and the second last of 41: 1/40 and 39/40 of the way.
  const interval = (of: (own: (typeof drawn)[number]) => number) => {
    const sorted = drawn.map(of).sort((a, b) => a - b);
    return [sorted[1], sorted[39]];
  };
  const compare = (of: (own: (typeof drawn)[number]) => Estimate) => {
    const expected = interval((own) => of(own).value);
    of(found).interval?.forEach((end, i) => {
      expect(end).toBeCloseTo(expected[i], 9);
    });
  };
  for (const group of [0, 1, 2]) for (const share of SHARES) compare((own) => own.groups[group][share]);
  compare(({ firstSum }) => firstSum);
  compare(({ totalSum }) => totalSum);
});

it('intervals want 30 rows', () => {
  const [few, enough] = [29, 30].map((rows) => sensitivity(rowsOf(ISHIGAMI, rows, 'few')).groups[0].total.interval);
  expect(few).toBeNull();
  expect(enough).not.toBeNull();
});

it('is a function of rows and seed', () => {
  const rows = rowsOf(ISHIGAMI, 64, 'twice');
  expect(sensitivity(rows)).toEqual(sensitivity(rows));
  expect(sensitivity(rows, 400, 'other')).not.toEqual(sensitivity(rows));
  // A shift of all values changes no share.
  const shifted = rows.map(({ row, values }) => ({ row, values: values.map((value) => value + 1e4) }));
  for (const [group, own] of sensitivity(shifted).groups.entries()) {
    expect(own.first.value).toBeCloseTo(sensitivity(rows).groups[group].first.value, 8);
  }
});
