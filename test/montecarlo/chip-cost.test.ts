import { expect, test } from 'vitest';
import type { Scenario } from '../../src/config/scenario.ts';
import { chipCost } from '../../src/montecarlo/chip-cost.ts';
import { DEVICE, syntheticManifest } from '../report/synthetic-run.ts';

const costOf = (changes: Partial<Scenario>, points = 1) => {
  const { scenario } = syntheticManifest([], changes);
  return chipCost(Array.from({ length: points }, () => ({ scenario })));
};
const noisy = { ...DEVICE, noise: { ...DEVICE.noise, thermal: { rms: 0.005, bandwidth: 1e6 } } } as Scenario['device'];

test('a chip costs as much however many of them there are, at every point as much again', () => {
  expect(costOf({ chips: 1 })).toBe(costOf({ chips: 1_000_000 }));
  expect(costOf({}, 7)).toBeCloseTo(7 * costOf({}), 12);
});

test('it costs as its runs do, and twice as much under two rules, apart from the chip itself', () => {
  const [none, one, two] = [0, 1, 2].map((probes) => costOf({ probes }));
  expect(two - none).toBeCloseTo(2 * (one - none), 12);
  const [single, both] = [['dp'], ['dp', 'dp-transpose']].map((rules) => costOf({ rules } as Partial<Scenario>) - none);
  expect(both).toBeCloseTo(2 * single, 12);
  // 2368 weights, two rules: between a tenth of a millisecond and a tenth of a second for a run.
  expect((one - none) / 2).toBeGreaterThan(1e-4);
  expect((one - none) / 2).toBeLessThan(1e-1);
});

test('noise, the search for a worst input and larger networks cost, and an event budget spares', () => {
  const plain = costOf({});
  expect(costOf({ device: noisy })).toBeGreaterThan(plain);
  expect(costOf({ worst: { restarts: 3, moves: 10 } })).toBeGreaterThan(3 * plain);
  expect(costOf({ maxEvents: 10 })).toBeLessThan(plain);
  const { network } = syntheticManifest([]).scenario;
  expect(costOf({ network: { ...network, layers: [64, 320, 10] } })).toBeGreaterThan(3 * plain);
});
