import { expect, test } from 'vitest';
import { limitQuantiles } from '../../../src/montecarlo/statistics/limits.ts';

/** Limits of chips, null: none. */
function limitsOf(values: readonly (number | null)[]) {
  const limits = values.filter((value) => value !== null);
  return limitQuantiles(limits, values.length - limits.length);
}

test('without missing limits they are the quantiles of the sample', () => {
  const values = Array.from({ length: 21 }, (_, i) => ((i * 8) % 21) + 1);
  const found = limitsOf(values);
  expect(found).toMatchObject({ n: 21, none: 0, lowest: 1, median: 11 });
  expect(found?.q05).toBeCloseTo(2, 12);
  expect(found?.q95).toBeCloseTo(20, 12);
});

test('a chip without a limit stands above all that have one', () => {
  expect(limitsOf([3, null, 1, null, 2])).toEqual({ n: 5, none: 2, lowest: 1, q05: 1.2, median: 3, q95: null });
  // The median falls on the last chip that has one, and then between it and the first that has none.
  expect(limitsOf([1, 2, null])).toMatchObject({ median: 2 });
  expect(limitsOf([1, 2, null, null])).toMatchObject({ lowest: 1, median: null });
});

test('no chip has one, and there is no chip', () => {
  expect(limitsOf([null, null])).toEqual({ n: 2, none: 2, lowest: null, q05: null, median: null, q95: null });
  expect(limitsOf([])).toBeNull();
});
