import { expect } from 'vitest';
import { ACTIVATIONS, activationNamed } from '../../../src/model/activations.ts';
import { chip, dyads, expectClose, type Laws, neurons, run } from './bench.ts';

/** A dyad that the input drives to 0.5 and whose D is 0.2: s_plus, s_minus, m and d in closed form. */
function nudged(settings: Readonly<Record<string, unknown>>, rule: 'dp' | 'dp-transpose' = 'dp') {
  const { state, activity, difference } = run(dyads(settings), { rule, input: 0.5, nudging: 0.2 });
  return { plus: state[1]!.plus[0], minus: state[1]!.minus[0], m: activity[1][0], d: difference[1]![0] };
}

export const NEURON_LAWS: Laws = {
  'signal.fullScale': () => {
    // 10 mV are 0.01 of 1 V and 0.04 of 0.25 V.
    for (const [fullScale, offset] of [
      ['1 V', 0.01],
      ['0.25 V', 0.04],
    ]) {
      expect(nudged({ 'signal.fullScale': fullScale, 'neuron.offset': '10 mV' }).m).toBeCloseTo(
        0.5 + Number(offset),
        14,
      );
    }
  },

  'signal.rails': () => {
    const { plus, minus } = nudged({ 'signal.rails': [-0.3, 0.45] });
    expect([plus, minus]).toEqual([0.45, 0.4]);
    expect(run(dyads({ 'signal.rails': [-0.3, 0.45] }), { input: -0.5 }).activity[1][0]).toBe(-0.3);
  },

  'neuron.activation': () => {
    for (const activation of ACTIVATIONS) {
      const inputs = [-0.5, 0.3, 1.5];
      const one = chip({ 'neuron.activation': activation }, [1, 3, 1], [inputs, [0, 0, 0]]);
      const expected = inputs.map(activationNamed(activation).value);
      expectClose(run(one).activity[1], expected);
    }
    const values = ACTIVATIONS.map((activation) => activationNamed(activation).value(1.5));
    expectClose(values, [1.5, 1.5, 1, Math.tanh(1.5)]);
  },

  'neuron.tau.nominal': () => {
    // Without delay tau is the only time there is.
    const settleTime = (tau: string) => run(dyads({ 'neuron.tau': tau, 'encoder.delay': '0 s' })).settleTime!;
    expect(settleTime('30 us') / settleTime('10 us')).toBeCloseTo(3, 9);
    // From rest to 99 of 100 thresholds: tau ln(100).
    expect(settleTime('10 us')).toBeCloseTo(1e-5 * Math.log(100), 13);
  },

  'neuron.gain.nominal': () => {
    // s_c = gain (a + sgn_c g_c D).
    expect(nudged({ 'neuron.gain': 1.5 })).toMatchObject({ plus: expect.closeTo(0.9), minus: expect.closeTo(0.6) });
  },

  'neuron.offset.nominal': () => {
    expect(nudged({ 'neuron.offset': 0.07 }).m).toBeCloseTo(0.57, 14);
    expect(nudged({ 'neuron.offset': 0.07 }).d).toBeCloseTo(0.2, 14);
  },

  'dyad.alpha.nominal': () => {
    for (const alpha of [0, 0.25, 0.5, 1]) {
      const dp = nudged({ 'dyad.alpha': alpha });
      expect(dp.plus).toBeCloseTo(0.5 + alpha * 0.2, 14);
      expect(dp.minus).toBeCloseTo(0.5 - (1 - alpha) * 0.2, 14);
      expect(dp.m).toBeCloseTo(0.5 + (2 * alpha - 1) * 0.2, 14);
      const transpose = nudged({ 'dyad.alpha': alpha }, 'dp-transpose');
      expect(transpose.plus).toBeCloseTo(0.5 + (1 - alpha) * 0.2, 14);
      expect(transpose.m).toBeCloseTo(0.5, 14);
    }
  },

  'dyad.nudgeGain.nominal': () => {
    expect(nudged({ 'dyad.nudgeGain': 1.3 })).toMatchObject({ m: expect.closeTo(0.5), d: expect.closeTo(1.3 * 0.2) });
  },

  'dyad.meanWeight.nominal': () => {
    expect(nudged({ 'dyad.meanWeight': 1.3 })).toMatchObject({ m: expect.closeTo(1.3 * 0.5), d: expect.closeTo(0.2) });
  },

  'dyad.autoZero.residual': () => {
    const offset = { 'neuron.offset': { mismatch: 0.1 } };
    const difference = (settings: object) => run(dyads({ ...offset, ...settings }, 50)).difference[1]!;
    const without = neurons(dyads(offset, 50)).offset;
    const offsets = without.plus.map((plus, i) => plus - without.minus[i]);
    expectClose(difference({}), offsets);
    // What remains is the residual alone, and proportional to it: the draws are the same.
    expectClose(difference({ 'dyad.autoZero.residual': 0 }), new Float64Array(50));
    const one = difference({ 'dyad.autoZero.residual': 0.001 });
    expect(one.every((d) => d !== 0 && Math.abs(d) < 0.005)).toBe(true);
    const twice = one.map((d) => 2 * d);
    expectClose(difference({ 'dyad.autoZero.residual': 0.002 }), twice);
  },
};
