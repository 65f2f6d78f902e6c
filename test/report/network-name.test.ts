import { expect, it } from 'vitest';
import { networkName } from '../../src/report/network-name.ts';
import { planOf } from '../learning/convolutions.ts';
import { reportOf } from './reports.ts';
import { syntheticRun } from './synthetic-run.ts';

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

it('a report calls it so, page and Markdown alike; a dense one by its neurons', async () => {
  const { manifest, rows } = syntheticRun();
  const network = { ...manifest.scenario.network, ...planOf([[8, 8, 1], { convolution: 2, kernel: 3 }, 10]) };
  const shared = await reportOf({ ...manifest, scenario: { ...manifest.scenario, network } }, rows);
  expect(shared.summary.setup.network).toBe('[8, 8, 1] – 2 of 3 x 3 – 10');
  for (const text of [shared.html, shared.markdown]) expect(text).toContain(' – 2 of 3 x 3 – 10');
  const dense = await reportOf(manifest, rows);
  expect(dense.summary.setup).not.toHaveProperty('network');
  expect(dense.html).toContain('64-32-10');
});
