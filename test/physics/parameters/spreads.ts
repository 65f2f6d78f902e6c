import { expect } from 'vitest';
import type { LayerNeurons } from '../../../src/chip/chip.ts';
import { VARYING_PATHS } from '../../../src/config/device-schema.ts';
import { both, chip, chips, dyads, expectClose, type Laws, neurons, rms, type Settings } from './bench.ts';

const N = 1000;
/** Spread set, in units of the nominal value, or of a full scale for the offset. */
const SIGMA = 0.05;

type VaryingPath = (typeof VARYING_PATHS)[number];

interface Parameter {
  /** As the ideal device has it. */
  readonly nominal: number;
  /** 5 % of it, as a device file writes that. */
  readonly spread: string | number;
  readonly values: (layer: LayerNeurons) => number[];
}

const PARAMETERS: Readonly<Record<VaryingPath, Parameter>> = {
  'neuron.tau': { nominal: 1e-5, spread: '5 %', values: ({ tau }) => both(tau) },
  'neuron.gain': { nominal: 1, spread: '5 %', values: ({ gain }) => both(gain) },
  'neuron.offset': { nominal: 0, spread: 0.05, values: ({ offset }) => both(offset) },
  'dyad.alpha': { nominal: 0.5, spread: '5 %', values: ({ alpha }) => [...alpha] },
  'dyad.nudgeGain': { nominal: 1, spread: '5 %', values: ({ nudgeGain }) => both(nudgeGain) },
  'dyad.meanWeight': { nominal: 1, spread: '5 %', values: ({ meanWeight }) => both(meanWeight) },
  // Own over nominal threshold.
  'encoder.activityThreshold': { nominal: 1, spread: '5 %', values: ({ threshold }) => [...threshold.activity] },
  'encoder.differenceThreshold': { nominal: 1, spread: '5 %', values: ({ threshold }) => [...threshold.difference] },
};

/** How far the neurons of a chip are from the nominal value, in units of SIGMA. */
function deviations(path: VaryingPath, layer: LayerNeurons): number[] {
  const { nominal, values } = PARAMETERS[path];
  return values(layer).map((value) => (value - nominal) / ((nominal === 0 ? 1 : nominal) * SIGMA));
}

function sampled(path: VaryingPath, settings: Settings): number[] {
  const spread = PARAMETERS[path].spread;
  const all = { [`${path}.mismatch`]: spread, ...settings };
  return deviations(path, neurons(dyads(all, N)));
}

function lawsOf(path: VaryingPath): Laws {
  const { spread } = PARAMETERS[path];
  return {
    // Estimates from n draws have a standard error of 1/sqrt(2 n); five of them.
    [`${path}.mismatch`]: () => {
      const values = sampled(path, {});
      expect(new Set(values).size).toBe(values.length);
      expect(Math.abs(rms(values, 0) - 1)).toBeLessThan(5 / Math.sqrt(2 * values.length));
    },

    [`${path}.die`]: () => {
      const dies = chips(300, { [`${path}.die`]: spread }, [1, 3], [[1, 1, 1]]).map((one) =>
        deviations(path, neurons(one)),
      );
      for (const [first, ...others] of dies) for (const other of others) expect(other).toBeCloseTo(first, 12);
      const firsts = dies.map(([first]) => first);
      expect(Math.abs(rms(firsts, 0) - 1)).toBeLessThan(5 / Math.sqrt(2 * 300));
    },

    [`${path}.gradient`]: () => {
      // 16 neurons on a grid of 4 x 4, a quarter of the die apart: a plane, with normal slopes along x and along y.
      const plane = chips(300, { [`${path}.gradient`]: spread }, [1, 16], [new Float64Array(16)]).map((one) => {
        const at = deviations(path, neurons(one));
        const [alongX, alongY] = [4 * (at[1] - at[0]), 4 * (at[4] - at[0])];
        for (let i = 0; i < 16; i++) {
          const [x, y] = [((i % 4) - 1.5) / 4, (Math.floor(i / 4) - 1.5) / 4];
          expect(at[i]).toBeCloseTo(x * alongX + y * alongY, 9);
        }
        return [alongX, alongY];
      });
      expect(Math.abs(rms(plane.flat(), 0) - 1)).toBeLessThan(5 / Math.sqrt(2 * 600));
    },

    [`${path}.distribution`]: () => {
      // The uniform law of one sigma ends at sqrt(3); of 1000 normal draws 83 are expected beyond, 1 % quantile 62.
      const limit = Math.sqrt(3);
      const beyond = (values: number[]) => values.filter((value) => Math.abs(value) > limit).length;
      const uniform = sampled(path, { [`${path}.distribution`]: 'uniform' });
      expect(beyond(uniform.map((value) => value * (1 - 1e-9)))).toBe(0);
      expect(Math.abs(rms(uniform, 0) - 1)).toBeLessThan(5 / Math.sqrt(2 * N));
      expect(beyond(sampled(path, {}))).toBeGreaterThan(40);
    },

    [`${path}.shape`]: () => {
      // A normal law cut at 1.5 sigmas; cut at 2.5, 12 % are beyond 1.5.
      const cut = (shape: number) =>
        sampled(path, { [`${path}.distribution`]: 'truncated-normal', [`${path}.shape`]: shape });
      const largest = (values: number[]) => Math.max(...values.map(Math.abs));
      expect(largest(cut(1.5))).toBeLessThanOrEqual(1.5 + 1e-9);
      expect(largest(cut(2.5))).toBeGreaterThan(1.5);
      expect(largest(cut(2.5))).toBeLessThanOrEqual(2.5 + 1e-9);
    },

    [`spread.${path}`]: () => {
      const one = sampled(path, { spread: 0 });
      expect(one.every((value) => Math.abs(value) < 1e-9)).toBe(true);
      const half = sampled(path, {}).map((value) => 0.5 * value);
      expectClose(sampled(path, { [`spread.${path}`]: 0.5 }), half, 9);
    },
  };
}

export const SPREAD_LAWS: Laws = {
  ...Object.assign({}, ...VARYING_PATHS.map(lawsOf)),

  'spread.all': () => {
    const settings = Object.fromEntries(VARYING_PATHS.map((path) => [`${path}.mismatch`, PARAMETERS[path].spread]));
    const [full, half] = [1, 0.5].map((all) => chip({ ...settings, spread: { all } }, [1, 20], [new Float64Array(20)]));
    for (const path of VARYING_PATHS) {
      const expected = deviations(path, neurons(full)).map((value) => 0.5 * value);
      expectClose(deviations(path, neurons(half)), expected, 9);
    }
  },

  'spread.dyad.autoZero': () => {
    const residual = (settings: Settings) =>
      neurons(dyads({ 'dyad.autoZero.residual': 0.01, ...settings }, 20)).autoZero!;
    const threefold = residual({}).map((value) => 3 * value);
    expectClose(residual({ 'spread.dyad.autoZero': 3 }), threefold);
  },
};
