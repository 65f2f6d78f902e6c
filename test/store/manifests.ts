import type { Device, Varying } from '../../src/config/device.ts';
import type { Manifest } from '../../src/store/manifest.ts';
import { DEFAULT_TRAINING } from '../default-training.ts';

function varying(nominal: number): Varying {
  const none = { sigma: 0, relative: true };
  return { nominal, mismatch: none, die: none, gradient: none, distribution: 'normal', shape: 0 };
}

const device: Device = {
  format: 'dyadsim/device@1',
  name: 'test device',
  description: '',
  signal: { fullScale: 0.5, rails: [-1, 1] },
  neuron: { activation: 'relu', tau: varying(1e-5), gain: varying(1), offset: varying(-0) },
  dyad: { alpha: varying(0.5), nudgeGain: varying(1), meanWeight: varying(1), autoZero: null },
  encoder: { activityThreshold: varying(0.01), differenceThreshold: varying(0.01), delay: 2e-7, jitter: 0 },
  synapse: {
    levels: null,
    range: { percentile: 1, onOffRatio: Number.POSITIVE_INFINITY },
    programmingError: null,
    stuckOff: 0,
    stuckOn: 0,
    drift: null,
    readNoise: null,
    wire: null,
    feedback: 'shared',
  },
  noise: { thermal: null, flicker: null },
  energy: null,
  provenance: [],
};

/** Manifest of a small run, with an infinity in its device. */
export function manifest(overrides: Partial<Manifest> = {}): Manifest {
  return {
    format: 'dyadsim/run@4',
    command: 'dyadsim sweep scenario.yaml -o run',
    scenarioFile: 'scenario.yaml',
    versions: { dyadsim: '0.1.0', node: 'v20.1.2' },
    seed: 'one',
    scenario: {
      format: 'dyadsim/scenario@1',
      kind: 'sweep',
      name: 'test',
      description: '',
      device,
      network: { layers: [4, 3, 2], weights: { from: 'random', gain: 1 }, scale: 'full-scale' },
      data: { dataset: 'digits' },
      loss: 'squared-error',
      nudge: 'live',
      beta: { value: 0.5 },
      rules: ['dp'],
      engine: 'events',
      screen: { near: 0.2, sample: 0.1 },
      follow: 100,
      train: DEFAULT_TRAINING,
      ownRules: [],
      probes: 2,
      chips: 3,
      until: null,
      seed: 'one',
      sweep: [{ path: 'beta', labels: ['0.5'], values: [0.5] }],
      accept: { angleDeg: 45, specs: [] },
      horizon: null,
      observe: { wait: null, window: null },
      worst: null,
      maxEvents: null,
      find: null,
      sensitivity: null,
      rare: null,
    },
    points: [
      {
        index: 0,
        coordinates: [{ path: 'beta', label: '0.5', value: 0.5 }],
        alpha: 0.5,
        beta: 0.5,
        loss: 'squared-error',
        nudge: 'live',
        engine: 'events',
        follow: 100,
        accept: { angleDeg: 45, specs: [] },
        horizon: 5e-3,
      },
    ],
    criticalBeta: null,
    network: { testAccuracy: null, scale: [1, 1, 1], weightsHash: '00' },
    chipsPerBlock: 1,
    ...overrides,
  };
}
