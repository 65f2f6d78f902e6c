import { expect, it } from 'vitest';
import { Least } from '../../../src/report/tally/least.ts';

it('is the smallest value, of equal ones that of the first chip, in any order and in pieces', () => {
  const values = [
    { value: 3, chip: 0 },
    { value: 2, chip: 7 },
    { value: 2, chip: 4 },
    { value: 2, chip: 9 },
  ];
  for (const order of [values, [...values].reverse()]) {
    const [whole, first, second] = [new Least(), new Least(), new Least()];
    order.forEach(({ value, chip }, i) => {
      whole.add(value, chip);
      (i < 2 ? first : second).add(value, chip);
    });
    first.merge(second);
    first.merge(new Least());
    for (const { found } of [whole, first]) expect(found).toEqual({ value: 2, chip: 4 });
  }
  expect(new Least().found).toBeNull();
});
