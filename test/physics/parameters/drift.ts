import { expect } from 'vitest';
import { chip, expectClose, type Laws, mean } from './bench.ts';

const WEIGHTS = [1, 0.5, -0.25];
/** Times e apart, so that a drift exponent nu is a factor e^-nu. */
const POWER = { law: 'power', time: `${Math.E} s`, referenceTime: '1 s', mean: 0, sigma: 0 };

function drifted(drift: object, settings: object = {}): number[] {
  return [...chip({ ...settings, 'synapse.drift': drift }, [3, 1], [WEIGHTS]).forward[0].weights];
}

function expectDrift(drift: object, factor: (x: number) => number): void {
  const expected = WEIGHTS.map((w) => w * factor(Math.abs(w)));
  expectClose(drifted(drift), expected);
}

/** Drift exponents of 2000 devices at x = 0.5. */
function exponents(sigma: unknown, spread = 1): number[] {
  const weights = [1, ...new Array(2000).fill(0.5)];
  const settings = { 'synapse.drift': { ...POWER, sigma }, 'spread.synapse.drift': spread };
  const { forward } = chip(settings, [weights.length, 1], [weights]);
  return [...forward[0].weights].slice(1).map((w) => Math.log(0.5 / w));
}

/** nu = |N(0, sigma)|: its mean is sigma sqrt(2/pi), with a standard error of 0.603 sigma/sqrt(n); five of them. */
function expectSigma(values: readonly number[], sigma: number): void {
  expect(Math.abs(mean(values) / (sigma * Math.sqrt(2 / Math.PI)) - 1)).toBeLessThan(5 * (0.756 / Math.sqrt(2000)));
}

const line = (slope: number, intercept: number, low: number, high: number) => ({ slope, intercept, low, high });
const LN2 = Math.log(2);

export const DRIFT_LAWS: Laws = {
  'synapse.drift.law': () => {
    expectDrift({ ...POWER, mean: 0.1 }, () => Math.exp(-0.1));
    expectDrift({ law: 'shift', coefficients: [0, -0.1] }, () => 0.9);
    expectDrift({ law: 'relaxation', time: '1 s', timeConstant: '2 s', target: 0 }, () => Math.exp(-0.5));
  },
  'synapse.drift.time': () => {
    expectDrift({ ...POWER, mean: 0.1, time: '100 s' }, () => 100 ** -0.1);
    expectDrift({ law: 'relaxation', time: '4 s', timeConstant: '2 s', target: 0 }, () => Math.exp(-2));
  },
  'synapse.drift.referenceTime': () =>
    expectDrift({ ...POWER, mean: 0.1, referenceTime: '0.01 s' }, () => (100 * Math.E) ** -0.1),
  'synapse.drift.mean.intercept': () => expectDrift({ ...POWER, mean: line(0, 0.2, 0, 1) }, () => Math.exp(-0.2)),
  'synapse.drift.mean.slope': () =>
    expectDrift({ ...POWER, mean: line(-0.1, 0.2, 0, 1) }, (x) => Math.exp(0.1 * Math.log(x) - 0.2)),
  'synapse.drift.mean.low': () => expectDrift({ ...POWER, mean: line(0, 0.2, 0.5, 1) }, () => Math.exp(-0.5)),
  'synapse.drift.mean.high': () => expectDrift({ ...POWER, mean: line(0, 0.2, 0, 0.1) }, () => Math.exp(-0.1)),
  'synapse.drift.sigma.intercept': () => {
    expectSigma(exponents(0.05), 0.05);
    const twice = exponents(0.05).map((nu) => 2 * nu);
    expectClose(exponents(line(0, 0.1, 0, 1)), twice, 12);
  },
  'synapse.drift.sigma.slope': () => expectSigma(exponents(line(-0.05, 0.05, 0, 1)), 0.05 * (1 + LN2)),
  'synapse.drift.sigma.low': () => expectSigma(exponents(line(0, 0.05, 0.1, 1)), 0.1),
  'synapse.drift.sigma.high': () => expectSigma(exponents(line(0, 0.05, 0, 0.01)), 0.01),
  'synapse.drift.coefficients': () =>
    expectDrift({ law: 'shift', coefficients: [0, -0.1, 0.05] }, (x) => 1 - 0.1 + 0.05 * x),
  'synapse.drift.timeConstant': () =>
    expectDrift({ law: 'relaxation', time: '1 s', timeConstant: '4 s', target: 0.3 }, () => Math.exp(-0.25)),
  'synapse.drift.target': () => {
    // It cancels between the two devices of a pair, unless one of them is stuck: there, at 0, and the other goes to 0.3.
    const drift = { law: 'relaxation', time: '1000 s', timeConstant: '1 s', target: 0.3 };
    const weights = new Array(100).fill(0.5);
    const settings = { 'synapse.drift': drift, 'synapse.stuckOff': '50 %' };
    const { forward } = chip(settings, [100, 1], [weights]);
    // w_max is 0.5 here.
    const values = new Set([...forward[0].weights].map((w) => Math.round(w * 1e9) / 1e9));
    expect(values).toEqual(new Set([0, -0.15, 0.15]));
  },
  'spread.synapse.drift': () => {
    const twice = exponents(0.05).map((nu) => 2 * nu);
    expectClose(exponents(0.05, 2), twice, 12);
  },
};
