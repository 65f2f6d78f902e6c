import { expect } from 'vitest';
import { chip, expectClose, type Laws, rms, type Settings } from './bench.ts';

const MANY = 4000;

/** What the devices hold of a row of weights. */
function held(weights: readonly number[], settings: Settings): number[] {
  return [...chip(settings, [weights.length, 1], [weights]).forward[0].weights];
}

function expectHeld(weights: readonly number[], settings: Settings, expected: readonly number[]): void {
  expectClose(held(weights, settings), expected);
}

/** MANY weights of the given value behind one of 1, which is their range. */
function many(value: number, settings: Settings): number[] {
  return held([1, ...new Array(MANY).fill(value)], settings).slice(1);
}

/** The rms of n normal draws is within five standard errors of the stated one. */
function expectSigma(deviations: readonly number[], sigma: number): void {
  expect(Math.abs(rms(deviations, 0) / sigma - 1)).toBeLessThan(5 / Math.sqrt(2 * deviations.length));
}

const polynomial = (...coefficients: number[]) => ({ law: 'polynomial', coefficients });
const saturating = (amplitude: number, scale: number) => ({ law: 'saturating', amplitude, scale });
const errorAt = (value: number, programmingError: object) =>
  many(value, { 'synapse.programmingError': programmingError }).map((w) => w - value);

const WEIGHTS = [1, 0.6, 0.2, -0.8];
/** R g_max. */
const WIRE = { resistance: '1 ohm', maximumConductance: '1 mS' };

export const SYNAPSE_LAWS: Laws = {
  'synapse.levels': () => expectHeld(WEIGHTS, { 'synapse.levels': 3 }, [1, 0.5, 0, -1]),
  'synapse.bits': () => expectHeld(WEIGHTS, { 'synapse.bits': 2 }, [1, 2 / 3, 1 / 3, -2 / 3]),

  'synapse.range.percentile': () => {
    expectHeld(WEIGHTS, { 'synapse.range': { percentile: '50 %' } }, [0.6, 0.6, 0.2, -0.6]);
    expectHeld(WEIGHTS, { 'synapse.range': { percentile: '100 %' } }, WEIGHTS);
  },

  'synapse.range.onOffRatio': () => {
    // A change c x^2 of both devices changes a weight of w_max = 1 by c (1 - x_min^2)/(1 - x_min) = c (1 + x_min).
    const drift = { law: 'shift', coefficients: [0, 0, -0.1] };
    expectHeld([1], { 'synapse.drift': drift, 'synapse.range': { percentile: '100 %' } }, [1 - 0.1]);
    const leaky = { percentile: '100 %', onOffRatio: 4 };
    expectHeld([1], { 'synapse.drift': drift, 'synapse.range': leaky }, [1 - 0.1 * 1.25]);
  },

  'synapse.programmingError.law': () => {
    // At x = 0.5 the one is off by 0.05 * 0.5, the other by 0.05 (1 - e^-1); a device at 0 is exact under both.
    expectSigma(errorAt(0.5, polynomial(0, 0.05)), 0.025);
    expectSigma(errorAt(0.5, saturating(0.05, 0.5)), 0.05 * (1 - Math.exp(-1)));
  },

  'synapse.programmingError.coefficients': () => {
    const twice = errorAt(0.5, polynomial(0, 0.05)).map((error) => 2 * error);
    expectClose(errorAt(0.5, polynomial(0, 0.1)), twice, 12);
    expectSigma(errorAt(0.5, polynomial(0, 0, 0.1)), 0.025);
  },

  'synapse.programmingError.amplitude': () => {
    const twice = errorAt(0.5, saturating(0.05, 0.5)).map((error) => 2 * error);
    expectClose(errorAt(0.5, saturating(0.1, 0.5)), twice, 12);
  },

  'synapse.programmingError.scale': () => expectSigma(errorAt(0.5, saturating(0.05, 1)), 0.05 * (1 - Math.exp(-0.5))),

  'synapse.stuckOff': () => {
    // One of the two devices of a weight of 0.5 is in use.
    const off = many(0.5, { 'synapse.stuckOff': '10 %' }).filter((w) => w === 0).length / MANY;
    expect(Math.abs(off - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / MANY));
  },

  'synapse.stuckOn': () => {
    const values = many(0.5, { 'synapse.stuckOn': '10 %' });
    const share = (value: number) => values.filter((w) => w === value).length / MANY;
    for (const [value, p] of [
      [0.5, 0.81],
      [1, 0.09],
      [-0.5, 0.09],
      [0, 0.01],
    ]) {
      expect(Math.abs(share(value) - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / MANY));
    }
  },

  'synapse.wire.resistance': () => {
    // One pair, the minus device at 0: its current passes one segment of each wire. To first order 2 R g.
    expectHeld([1], { 'synapse.wire': WIRE }, [1 - 2e-3]);
    expectHeld([1], { 'synapse.wire': { ...WIRE, resistance: '5 ohm' } }, [1 - 1e-2]);
  },

  'synapse.wire.maximumConductance': () => {
    expectHeld([1], { 'synapse.wire': { ...WIRE, maximumConductance: '5 mS' } }, [1 - 1e-2]);
  },

  'synapse.wire.readDown': () => {
    // Two pairs on the wire of one upper neuron. Up: 2 and 3 segment currents along it, 1 along the driven wire, where the
    // plus cell is the nearer one. At the other ends: 3 and 2, and 2.
    const array = (readDown: string) =>
      chip(
        { 'synapse.wire': { ...WIRE, readDown } },
        [1, 2, 1],
        [
          [1, 1],
          [1, 1],
        ],
      );
    expectClose(array('opposite-ends').forward[1].weights, [1 - 3e-3, 1 - 4e-3]);
    expectClose(array('opposite-ends').feedback[1]!, [1 - 5e-3, 1 - 4e-3]);
    expect(array('same-ends').feedback[1]).toBeNull();
  },

  'synapse.feedback': () => {
    const array = (feedback: string) => {
      const settings = { 'synapse.feedback': feedback, 'synapse.programmingError': polynomial(0, 0.05) };
      const { forward, feedback: down } = chip(settings, [1, 50, 50], [new Array(50).fill(1), new Array(2500).fill(1)]);
      return { up: forward[1].weights, down: down[1] };
    };
    expect(array('shared').down).toBeNull();
    const { up, down } = array('separate');
    expectSigma(
      [...down!].map((w) => w - 1),
      0.05,
    );
    // Own draws: no correlation of the errors within five standard errors.
    const product = up.reduce((sum, w, i) => sum + (w - 1) * (down![i] - 1), 0) / (up.length * 0.05 ** 2);
    expect(Math.abs(product)).toBeLessThan(5 / Math.sqrt(up.length));
  },

  'spread.synapse.programmingError': () => {
    const settings = { 'synapse.programmingError': polynomial(0, 0.05) };
    const twice = many(0.5, settings).map((w) => 2 * w - 0.5);
    expectClose(many(0.5, { ...settings, 'spread.synapse.programmingError': 2 }), twice, 12);
  },

  'spread.synapse.stuckOff': () => {
    const settings = { 'synapse.stuckOff': '10 %', 'spread.synapse.stuckOff': 3 };
    const off = many(0.5, settings).filter((w) => w === 0).length / MANY;
    expect(Math.abs(off - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / MANY));
  },

  'spread.synapse.stuckOn': () => {
    const settings = { 'synapse.stuckOn': '10 %', 'spread.synapse.stuckOn': 3 };
    const free = many(0.5, settings).filter((w) => w === 0.5).length / MANY;
    expect(Math.abs(free - 0.49)).toBeLessThan(5 * Math.sqrt((0.49 * 0.51) / MANY));
  },
};
