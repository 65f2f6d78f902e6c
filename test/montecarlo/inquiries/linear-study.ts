import type { Device } from '../../../src/config/device.ts';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import type { SensitivityQuestion } from '../../../src/config/scenario.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { DEVICE, fixed } from '../../chip/device.ts';

const LOADED = loadScenario('ideal-quick').scenario;

/**
 * One linear neuron between an input and an output, weights 1 and 2, under dp at alpha 0. The minus compartments alone carry the
 * loop: its gain is beta W^2 times the mean weight and the nudging gain of the hidden neuron and the nudging gain of the output, so ln of
 * the beta at which it reaches 1 is -2 ln W less their three logarithms.
 */
export function linearStudy(
  spreads: Partial<Device['dyad']>,
  question: Partial<SensitivityQuestion> = {},
  chips = 1,
): Study {
  const device: Device = {
    ...DEVICE,
    signal: { fullScale: 1, rails: null },
    neuron: { activation: 'identity', tau: fixed(1e-5), gain: fixed(1), offset: fixed(0) },
    dyad: { ...DEVICE.dyad, alpha: fixed(0), ...spreads },
  };
  const network = {
    layers: [1, 1, 1],
    activation: 'identity' as const,
    forward: [1, 2].map((w) => ({ weights: Float64Array.of(w), bias: Float64Array.of(0) })),
    scale: [1, 1, 1],
    testAccuracy: null,
  };
  const scenario = {
    ...LOADED,
    device,
    network: { ...LOADED.network, layers: [1, 1, 1] },
    rules: ['dp'],
    engine: 'static' as const,
    beta: { value: 0.05 },
    probes: 1,
    follow: 100,
    chips,
    seed: 'linear',
    sensitivity: { metric: 'lossBeta' as const, groups: ['parameter' as const], resamples: 200, ...question },
  };
  return {
    seed: 'linear',
    tasks: [{ network, probes: [{ input: Float64Array.of(0.5), label: 0, target: Float64Array.of(0.7) }] }],
    points: [{ index: 0, coordinates: [], scenario, beta: 0.05, task: 0, family: 0, arrays: 0 }],
  };
}
