import { describe, expect, it } from 'vitest';
import { nominalChip } from '../../src/chip/sample-chip.ts';
import type { Device } from '../../src/config/device.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { noiseSources, redrawRate } from '../../src/engine/noise.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { taskOf } from '../../src/montecarlo/prepare-study.ts';
import { COST_FIELDS, runCost } from '../../src/montecarlo/run-cost.ts';
import { stream } from '../../src/random/stream.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { DEFAULT_TRAINING } from '../default-training.ts';

const IDEAL = loadDevice('ideal');
const LAYERS = [64, 32, 10];
const TASK = taskOf({
  format: 'dyadsim/scenario@1',
  kind: 'sweep',
  name: 'cost',
  description: '',
  device: IDEAL,
  network: {
    layers: LAYERS,
    weights: { from: 'train', epochs: 5, learningRate: 0.01, batch: 16 },
    scale: 'full-scale',
  },
  data: { dataset: 'digits' },
  loss: 'squared-error',
  nudge: 'live',
  beta: { value: 0.1 },
  rules: ['dp'],
  engine: 'events',
  screen: { near: 0.2, sample: 0.1 },
  follow: 100,
  train: DEFAULT_TRAINING,
  ownRules: [],
  probes: 2,
  chips: 1,
  until: null,
  seed: 'cost',
  sweep: [],
  accept: { angleDeg: 45, specs: [] },
  horizon: null,
  observe: { wait: null, window: null },
  worst: null,
  maxEvents: null,
  find: null,
  sensitivity: null,
  rare: null,
});

function withNoise(noise: Partial<Device['noise']>): Device {
  return { ...IDEAL, noise: { ...IDEAL.noise, ...noise } };
}

function withThresholds(nominal: number): Device {
  const { activityThreshold, differenceThreshold } = IDEAL.encoder;
  const encoder = {
    ...IDEAL.encoder,
    activityThreshold: { ...activityThreshold, nominal },
    differenceThreshold: { ...differenceThreshold, nominal },
  };
  return { ...IDEAL, encoder };
}

function withNeuron(gain: number, offset: number): Device {
  const { neuron } = IDEAL;
  const nominal = (varying: typeof neuron.gain, value: number) => ({ ...varying, nominal: value });
  return { ...IDEAL, neuron: { ...neuron, gain: nominal(neuron.gain, gain), offset: nominal(neuron.offset, offset) } };
}

/** Events of a run, mean over the probes. */
function eventsOf(device: Device): number {
  const simulator = new Simulator(circuitOf(nominalChip(device, TASK.network), 'dp'));
  const counts = TASK.probes.map(({ input, target }, i) => {
    const drive = { input, target, loss: 'squared-error', beta: 0.1, nudge: 'live' } as const;
    const noise = (...address: readonly (string | number)[]) => stream('cost', i, ...address);
    const { events } = simulator.run(drive, { horizon: 25 * device.neuron.tau.nominal, maxEvents: 1e7 }, { noise });
    return events.activity + events.difference;
  });
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

const estimate = (device: Device) => {
  const cost = runCost(device, LAYERS);
  return cost['encoder.activityThreshold'] + cost['encoder.differenceThreshold'];
};

describe('the estimate of events is right to a factor of 4', () => {
  it.each([
    ['thresholds of 0.01', withThresholds(0.01)],
    ['thresholds of 0.0003', withThresholds(0.0003)],
    ['gains of 3', withNeuron(3, 0)],
    ['offsets of 20 full scales', withNeuron(1, 20)],
    ['fast noise', withNoise({ thermal: { rms: 0.2, bandwidth: 1e6 } })],
    ['noise as slow as the membranes', withNoise({ thermal: { rms: 0.1, bandwidth: 2e4 } })],
  ])('%s', (_name, device) => {
    const ratio = estimate(device) / eventsOf(device);
    expect(ratio).toBeGreaterThan(1 / 4);
    expect(ratio).toBeLessThan(4);
  });
});

it('redraws are counted as the engine draws them: the rates of all sources for 25 tau', () => {
  const device: Device = {
    ...withNoise({
      thermal: { rms: 0.1, bandwidth: 3e5 },
      flicker: { rms: 0.01, lowFrequency: 10, highFrequency: 1e5 },
    }),
    synapse: { ...IDEAL.synapse, readNoise: { relative: 0.01, correlationTime: 2e-6 } },
  };
  const chip = nominalChip(device, TASK.network);
  const rate = chip.layers
    .slice(1)
    .flatMap((_, index) => noiseSources(chip, index + 1))
    .reduce((sum, source) => sum + redrawRate(source), 0);
  const cost = runCost(device, LAYERS);
  const redraws = COST_FIELDS.filter((field) => !field.startsWith('encoder')).map((field) => cost[field]);
  expect(redraws.every((count) => count > 0)).toBe(true);
  const total = redraws.reduce((sum, count) => sum + count, 0);
  expect(Math.abs(total / (25 * device.neuron.tau.nominal * rate) - 1)).toBeLessThan(1e-12);
  expect(runCost(IDEAL, LAYERS)['noise.thermal.bandwidth']).toBe(0);
});
