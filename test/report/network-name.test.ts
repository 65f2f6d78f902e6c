import { expect, it } from 'vitest';
import { networkName } from '../../src/report/training/network-name.ts';
import { planOf } from '../learning/convolutions.ts';

it('a network is called by its neurons, or layer by layer where there is more to say', () => {
  expect(networkName({ layers: [64, 32, 10] })).toBe('64-32-10');
  const plan = planOf([
    [32, 32, 3],
    { convolution: 8, kernel: 5, padding: 2 },
    { convolution: 16, kernel: 3, stride: 2, pool: { max: 2 } },
    { dense: 64, pool: { average: 7 } },
    10,
  ]);
  expect(networkName(plan)).toBe(
    '[32, 32, 3] – 8 of 5 x 5, padding 2 – 16 of 3 x 3, stride 2, after max 2 – 64, after average 7 – 10',
  );
});
