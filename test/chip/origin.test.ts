import { describe, expect, it } from 'vitest';
import { originOf, PLAN_DIMENSIONS } from '../../src/chip/origin.ts';
import { placeNeurons } from '../../src/chip/placement.ts';
import { chipFrom, numbered, sampleChip } from '../../src/chip/sample-chip.ts';
import type { Device, Varying } from '../../src/config/device.ts';
import type { SamplingPlan } from '../../src/config/plan.ts';
import { normalQuantile } from '../../src/random/normal-quantile.ts';
import { latinPoints, sobolPoints } from '../../src/random/plan-points.ts';
import { SOBOL_DIMENSIONS } from '../../src/random/sobol.ts';
import { DEVICE, fixed, randomNetwork, relative } from './device.ts';

const NETWORK = randomNetwork([5, 7, 3]);
const SEED = 'plan';
const sobol: SamplingPlan = { kind: 'sobol', replicates: 8 };
const latin: SamplingPlan = { kind: 'latin-hypercube', replicates: 8 };
const ONES: Device = { ...DEVICE, neuron: { ...DEVICE.neuron, tau: fixed(1), gain: fixed(1), offset: fixed(1) } };

/** A device in which one parameter varies. */
function varied(path: string, varying: Varying): Device {
  const [section, name] = path.split('.') as ['neuron', 'gain'];
  return { ...ONES, [section]: { ...ONES[section], [name]: varying } };
}

const gainOf = (device: Device, plan: SamplingPlan | undefined, index: number) =>
  chipFrom(device, NETWORK, originOf({ seed: SEED, plan }, index)).neurons[1]!.gain.plus;

describe('a chip of a scenario', () => {
  it('is the chip of its number where there is no plan, name and all', () => {
    const device = varied(
      'neuron.gain',
      fixed(1, { die: relative(0.1), mismatch: relative(0.1), gradient: relative(0.1) }),
    );
    expect(chipFrom(device, NETWORK, originOf({ seed: SEED }, 7))).toEqual(sampleChip(device, NETWORK, SEED, 7));
  });

  it.each([
    ['sobol', sobol, sobolPoints],
    ['latin-hypercube', latin, latinPoints],
  ] as const)('has its die from the point of a %s plan, replicates in turn', (kind, plan, points) => {
    const device = varied('neuron.gain', fixed(1, { die: relative(0.1) }));
    for (const [index, replicate, point] of [
      [0, 0, 0],
      [5, 5, 0],
      [8, 0, 1],
      [83, 3, 10],
    ]) {
      const expected = 1 + 0.1 * normalQuantile(points(SEED, replicate, 0, point));
      for (const gain of gainOf(device, plan, index)) expect(gain).toBeCloseTo(expected, 14);
    }
    expect(chipFrom(device, NETWORK, originOf({ seed: SEED, plan }, 3)).name).toBe(
      `${device.name}, seed plan, chip 3 (${kind})`,
    );
  });

  it('has every parameter, its die and both slopes of its gradient, in a dimension of its own', () => {
    expect(PLAN_DIMENSIONS).toBe(SOBOL_DIMENSIONS);
    const order = [
      'neuron.gain',
      'dyad.nudgeGain',
      'dyad.meanWeight',
      'neuron.tau',
      'dyad.alpha',
      'neuron.offset',
      'encoder.differenceThreshold',
      'encoder.activityThreshold',
    ];
    const { draws } = originOf({ seed: SEED, plan: sobol }, 19);
    order.forEach((path, i) => {
      const [die, gradient] = draws([
        { address: [path, 'die'], count: 1 },
        { address: [path, 'gradient'], count: 2 },
      ]);
      expect([...die]).toEqual([sobolPoints(SEED, 3, i, 2)]);
      expect([...gradient]).toEqual([8 + 2 * i, 9 + 2 * i].map((d) => sobolPoints(SEED, 3, d, 2)));
      const more = [{ address: [path, 'gradient'], count: 3 }];
      expect(() => draws(more)).toThrow('3 numbers are drawn at an address that has 2');
    });
  });

  it('has all else as without a plan: mismatch, devices, residuals', () => {
    const { draws } = originOf({ seed: SEED, plan: latin }, 19);
    const own = numbered(SEED, 19).draws;
    const streams = [
      ['neuron.gain', 'plus', 1],
      ['dyad.alpha', 1],
      ['synapse.error', 'forward', 0],
      ['dyad.autoZero', 2],
      ['synapse.drift', 'die'],
    ].map((address) => ({ address, count: 3 }));
    expect(draws(streams)).toEqual(own(streams));
  });

  it('draws the gradient along x from one dimension and along y from the next', () => {
    const device = varied('neuron.gain', fixed(1, { gradient: relative(0.1) }));
    const [x, y] = [8, 9].map((d) => normalQuantile(sobolPoints(SEED, 0, d, 1)));
    const places = placeNeurons(NETWORK.layers)[1]!;
    gainOf(device, sobol, 8).forEach((gain, i) => {
      expect(gain).toBeCloseTo(1 + 0.1 * (x * places.x[i] + y * places.y[i]), 14);
    });
  });
});
