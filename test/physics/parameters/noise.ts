import { expect } from 'vitest';
import type { Chip } from '../../../src/chip/chip.ts';
import { EventLoop } from '../../../src/engine/event-loop.ts';
import { circuitOf } from '../../../src/learning/rules.ts';
import { stream } from '../../../src/random/stream.ts';
import { dyads, type Laws, mean, SEED, type Settings } from './bench.ts';

const TAU = 1e-5;
const N = 100;
const SAMPLES = 150;

/** Mean square of v about the mean 1 over N dyads, 2 N compartments and SAMPLES instants 3 tau apart, after 20 tau. */
function variance(settings: Settings): number {
  const noisy: Chip = dyads({ ...settings, 'encoder.activityThreshold': 100, 'encoder.differenceThreshold': 100 }, N);
  const loop = new EventLoop(circuitOf(noisy, 'dp'), TAU);
  const target = new Float64Array(N).fill(1);
  loop.reset({ input: Float64Array.of(1), target, loss: 'squared-error', beta: 0, nudge: 'live' }, null, null);
  loop.attachNoise((...address) => stream(SEED, ...address));
  loop.passAll();
  const { xPlus, xMinus } = loop.state.layers[1];
  const squares: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    loop.advance((20 + 3 * sample) * TAU, Number.POSITIVE_INFINITY);
    loop.passAll();
    for (let i = 0; i < N; i++) squares.push((xPlus[i] - 1) ** 2, (xMinus[i] - 1) ** 2);
  }
  return mean(squares);
}

/**
 * Variance that a membrane leaves of a source of correlation time t is t/(tau + t) of its own. The estimate has at least
 * N SAMPLES / 10 independent squares of a law of kurtosis up to 3.5: relative standard error below 4.1 %, of which five.
 */
function expectVariance(settings: Settings, sources: readonly { variance: number; time: number }[]): void {
  const theory = sources.reduce((sum, source) => sum + (source.variance * source.time) / (TAU + source.time), 0);
  expect(Math.abs(variance(settings) / theory - 1)).toBeLessThan(0.2);
}

/** rms, then bandwidth in Hz. */
function thermal(rms: number, bandwidth: number): void {
  const settings = { 'noise.thermal': { rms, bandwidth: `${bandwidth} Hz` } };
  expectVariance(settings, [{ variance: rms ** 2, time: 1 / (2 * Math.PI * bandwidth) }]);
}

/** Two Lorentzians a decade with equal shares of the variance, corners from one end of the band to the other. */
function flicker(rms: number, lowFrequency: number, highFrequency: number): void {
  const steps = Math.round(2 * Math.log10(highFrequency / lowFrequency));
  const sources = Array.from({ length: steps + 1 }, (_, i) => {
    const corner = lowFrequency * (highFrequency / lowFrequency) ** (i / steps);
    return { variance: rms ** 2 / (steps + 1), time: 1 / (2 * Math.PI * corner) };
  });
  const band = { lowFrequency: `${lowFrequency} Hz`, highFrequency: `${highFrequency} Hz` };
  expectVariance({ 'noise.flicker': { rms, ...band } }, sources);
}

/** One device of weight 1 and activity 1 in each row: the noise of the row's current is `relative`. */
function read(relative: number, time: number): void {
  const settings = { 'synapse.readNoise': { relative, correlationTime: `${time} s` } };
  expectVariance(settings, [{ variance: relative ** 2, time }]);
}

export const NOISE_LAWS: Laws = {
  'noise.thermal.rms': () => {
    thermal(0.1, 2e4);
    thermal(0.3, 2e4);
  },
  'noise.thermal.bandwidth': () => thermal(0.1, 1e5),
  'noise.flicker.rms': () => {
    flicker(0.1, 2e3, 2e5);
    flicker(0.3, 2e3, 2e5);
  },
  'noise.flicker.lowFrequency': () => flicker(0.1, 2e4, 2e5),
  'noise.flicker.highFrequency': () => flicker(0.1, 2e3, 2e4),
  'synapse.readNoise.relative': () => {
    read(0.05, 1e-5);
    read(0.15, 1e-5);
  },
  'synapse.readNoise.correlationTime': () => read(0.05, 1e-6),
};
