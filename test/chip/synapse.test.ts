import { describe, expect, it } from 'vitest';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import type { Drift, Synapse } from '../../src/config/device.ts';
import type { NominalNetwork } from '../../src/network/network.ts';
import { meanIsWithin, varianceIsWithin } from '../statistics/moments.ts';
import { CORRELATION_LIMIT_10000, correlation } from '../statistics/pairs.ts';
import { randomNetwork, withSynapse } from './device.ts';

const N = 10_000;
const LARGE = randomNetwork([100, 100, 100]);
const WEIGHTS = LARGE.forward[1].weights;
const W_MAX = Math.max(...WEIGHTS.map(Math.abs));

function arrays(synapse: Partial<Synapse>, network: NominalNetwork = LARGE, index = 0) {
  const { forward, feedback } = sampleChip(withSynapse(synapse), network, 'synapse', index);
  return { up: forward[1].weights, down: feedback[1] };
}

/** Two 1-weight-wide layers with every weight of the second array equal. */
function equalWeights(value: number): NominalNetwork {
  const network = randomNetwork([1, 100, 100]);
  return {
    ...network,
    forward: [network.forward[0], { weights: new Float64Array(N).fill(value), bias: new Float64Array(100) }],
  };
}

const constant = (value: number) => ({ slope: 0, intercept: value, low: -Infinity, high: Infinity });

describe('range', () => {
  it('clips at a percentile of the sizes and keeps the rest', () => {
    const { up } = arrays({ range: { percentile: 0.9, onOffRatio: Infinity } });
    const limit = Array.from(WEIGHTS, Math.abs).sort((a, b) => a - b)[0.9 * N - 1];
    for (const [w, value] of up.entries()) {
      expect(Math.abs(value - Math.sign(WEIGHTS[w]) * Math.min(Math.abs(WEIGHTS[w]), limit))).toBeLessThan(1e-15);
    }
  });

  it('makes no difference to a perfect pair by its on/off ratio', () => {
    const { up } = arrays({ range: { percentile: 1, onOffRatio: 5 } });
    expect(up).toBe(WEIGHTS);
    // Through the devices, by a drift that has not begun: equal to rounding.
    const relaxed: Drift = { law: 'relaxation', time: 0, timeConstant: 1, target: 0.5 };
    const through = arrays({ range: { percentile: 1, onOffRatio: 5 }, drift: relaxed }).up;
    for (const [w, value] of through.entries()) expect(Math.abs(value - WEIGHTS[w])).toBeLessThan(1e-15);
  });

  it('refuses a percentile that is zero', () => {
    const sparse = equalWeights(0);
    sparse.forward[1].weights[0] = 1;
    expect(() => arrays({ range: { percentile: 0.5, onOffRatio: 10 } }, sparse)).toThrow('50 % percentile');
  });

  it('holds an array of zeros', () => {
    const { up } = arrays({ levels: 4, programmingError: { law: 'polynomial', coefficients: [0.1] } }, equalWeights(0));
    expect(up.every((value) => value === 0)).toBe(true);
  });
});

describe('levels', () => {
  it.each([2, 16])('%d per device make twice as many weights, less one, each the nearest', (levels) => {
    const { up } = arrays({ levels });
    const step = W_MAX / (levels - 1);
    expect(new Set(up.map((value) => Math.round(value / step) + 0)).size).toBe(2 * levels - 1);
    for (const [w, value] of up.entries()) {
      expect(Math.abs(value / step - Math.round(value / step))).toBeLessThan(1e-12);
      expect(Math.abs(value - WEIGHTS[w])).toBeLessThanOrEqual((step / 2) * (1 + 1e-12));
    }
  });
});

describe('programming error', () => {
  it('of a constant sigma adds the errors of both devices where neither is cut at zero', () => {
    // Both devices far from 0: on/off 2, weights of half the range: x = 3/4 and 1/2, sigma 0.05.
    const network = equalWeights(0.5);
    network.forward[1].weights[0] = 1;
    const error = { law: 'polynomial', coefficients: [0.05] } as const;
    const { up } = arrays({ programmingError: error, range: { percentile: 1, onOffRatio: 2 } }, network);
    const unit = 1 / (1 - 1 / 2);
    const sigma = unit * 0.05 * Math.SQRT2;
    meanIsWithin(up.slice(1), 0.5, sigma);
    varianceIsWithin(up.slice(1), sigma ** 2);
  });

  it('follows its polynomial and, with it, each device’s own conductance', () => {
    const coefficients = [0.01, 0.08, -0.05];
    const network = equalWeights(0.5);
    network.forward[1].weights[0] = 1;
    const { up } = arrays(
      { programmingError: { law: 'polynomial', coefficients }, range: { percentile: 1, onOffRatio: 4 } },
      network,
    );
    const sigmaAt = (x: number) => 0.01 + 0.08 * x - 0.05 * x * x;
    const [on, off] = [0.25 + 0.75 * 0.5, 0.25];
    const sigma = Math.hypot(sigmaAt(on), sigmaAt(off)) / 0.75;
    meanIsWithin(up.slice(1), 0.5, sigma);
    varianceIsWithin(up.slice(1), sigma ** 2);
  });

  it('saturating is A (1 - exp(-x/B))', () => {
    const network = equalWeights(0.5);
    network.forward[1].weights[0] = 1;
    const error = { law: 'saturating', amplitude: 0.02, scale: 0.3 } as const;
    const { up } = arrays({ programmingError: error }, network);
    // The off device is at exactly 0, where this sigma is 0.
    const sigma = 0.02 * (1 - Math.exp(-0.5 / 0.3));
    meanIsWithin(up.slice(1), 0.5, sigma);
    varianceIsWithin(up.slice(1), sigma ** 2);
  });

  it('never makes a conductance negative: off devices have a half-normal error', () => {
    const { up } = arrays({ programmingError: { law: 'polynomial', coefficients: [0.1] } }, equalWeights(0.0001));
    // w_max = 0.0001 is itself the range: x = 1 and 0. x_plus ~ N(1, s), x_minus = max(0, N(0, s)): mean s/sqrt(2 pi),
    // variance s^2 (1/2 - 1/(2 pi)).
    const s = 0.1;
    const shifted = up.map((value) => value / 0.0001);
    const variance = s ** 2 * (1.5 - 1 / (2 * Math.PI));
    meanIsWithin(shifted, 1 - s / Math.sqrt(2 * Math.PI), Math.sqrt(variance));
  });

  it('is drawn per device: independent between weights, chips and arrays', () => {
    // Away from 0, so that no error is cut and none has a mean.
    const spread: Partial<Synapse> = {
      programmingError: { law: 'polynomial', coefficients: [0.01] },
      range: { percentile: 1, onOffRatio: 2 },
    };
    const error = (values: Float64Array) => values.map((value, w) => value - WEIGHTS[w]);
    const { up, down } = arrays({ ...spread, feedback: 'separate' });
    const next = arrays(spread, LARGE, 1);
    for (const other of [error(down!), error(next.up), error(up).map((_, w, all) => all[(w + 1) % N])]) {
      expect(Math.abs(correlation(error(up), other))).toBeLessThan(CORRELATION_LIMIT_10000);
    }
    expect(arrays(spread).down).toBeNull();
    expect(arrays(spread).up).toEqual(up);
  });

  it('refuses a sigma that is negative within the range', () => {
    const programmingError = { law: 'polynomial', coefficients: [0.01, -0.1] } as const;
    expect(() => arrays({ programmingError })).toThrow('synapse.programmingError: sigma is -');
  });
});

describe('stuck devices', () => {
  it('are as many as stated, and leave the others alone', () => {
    // x = 1 and 0: a stuck-off plus device gives 0 instead of 1, a stuck-on minus device 0 instead of 1.
    const [off, on] = [0.1, 0.05];
    const { up } = arrays({ stuckOff: off, stuckOn: on }, equalWeights(1));
    const ones = up.filter((value) => value === 1).length;
    const dead = up.filter((value) => value === 0).length;
    expect(up.filter((value) => value === 1 || value === 0 || value === -1).length).toBe(N);
    // w = 1 unless the plus device is off or the minus one on; -1 when both.
    binomialIsWithin(ones, (1 - off) * (1 - on));
    binomialIsWithin(N - ones - dead, off * on);
  });

  it('stay stuck when the rate grows', () => {
    const few = arrays({ stuckOff: 0.05 }).up;
    const more = arrays({ stuckOff: 0.1 }).up;
    for (const [w, value] of few.entries()) if (value === 0) expect(more[w]).toBe(0);
    expect(more.filter((value) => value === 0).length).toBeGreaterThan(few.filter((value) => value === 0).length);
  });

  it('stuck on show where a device was off', () => {
    const { up } = arrays({ stuckOn: 1, range: { percentile: 1, onOffRatio: 10 } });
    expect(up.every((value) => value === 0)).toBe(true);
  });
});

describe('drift', () => {
  const power = (time: number, mean: number, sigma: number): Drift => ({
    law: 'power',
    time,
    referenceTime: 20,
    mean: constant(mean),
    sigma: constant(sigma),
  });

  it('as a power of time without spread scales every weight by (t/t0)^-nu', () => {
    const { up } = arrays({ drift: power(3600, 0.05, 0) });
    for (const [w, value] of up.entries()) expect(value / WEIGHTS[w]).toBeCloseTo((3600 / 20) ** -0.05, 12);
  });

  it('as a power of time has exponents |N(mean, sigma)| per device', () => {
    const { up } = arrays({ drift: power(20 * Math.E, 0.1, 0.05) }, equalWeights(1));
    const exponents = up.map((value) => -Math.log(value));
    expect(Math.min(...exponents)).toBeGreaterThanOrEqual(0);
    // Folded normal, mean 2 sigma: mean = s sqrt(2/pi) exp(-2) + m (1 - 2 Phi(-2)), E x^2 = m^2 + s^2.
    const mean = 0.05 * Math.sqrt(2 / Math.PI) * Math.exp(-2) + 0.1 * (1 - 2 * 0.022750131948179195);
    meanIsWithin(exponents, mean, Math.sqrt(0.1 ** 2 + 0.05 ** 2 - mean ** 2));
  });

  it('as a power of time depends on the conductance it was programmed to', () => {
    // Phase-change memory (Nandakumar, ICECS 2019): x = 1 drifts by 0.049 on average, small x by up to 0.1.
    const drift: Drift = {
      law: 'power',
      time: 20 * Math.E,
      referenceTime: 20,
      mean: { slope: -0.0155, intercept: 0.0244, low: 0.049, high: 0.1 },
      sigma: constant(0),
    };
    const { up } = arrays({ drift });
    for (const [w, value] of up.entries()) {
      const x = Math.abs(WEIGHTS[w]) / W_MAX;
      const nu = Math.min(0.1, Math.max(0.049, -0.0155 * Math.log(x) + 0.0244));
      expect(-Math.log(value / WEIGHTS[w])).toBeCloseTo(nu, 11);
    }
  });

  it('as a shift adds its polynomial', () => {
    const { up } = arrays({ drift: { law: 'shift', coefficients: [0, -0.1, 0.02] } });
    for (const [w, value] of up.entries()) {
      const x = Math.abs(WEIGHTS[w]) / W_MAX;
      expect(value).toBeCloseTo(Math.sign(WEIGHTS[w]) * W_MAX * (x - 0.1 * x + 0.02 * x * x), 12);
    }
  });

  it('as relaxation brings both devices of a pair to one target', () => {
    const { up } = arrays({ drift: { law: 'relaxation', time: 2, timeConstant: 4, target: 0.5 } });
    for (const [w, value] of up.entries()) expect(value / WEIGHTS[w]).toBeCloseTo(Math.exp(-0.5), 11);
  });
});

describe('feedback', () => {
  it('separate and perfect is the nominal array itself, except below the first hidden layer', () => {
    const chip = sampleChip(withSynapse({ feedback: 'separate' }), LARGE, 'synapse', 0);
    expect(chip.feedback[0]).toBeNull();
    expect(chip.feedback[1]).toBe(WEIGHTS);
  });
});

it('biases are held exactly', () => {
  const { forward } = sampleChip(withSynapse({ levels: 2, stuckOff: 0.3 }), LARGE, 'synapse', 0);
  expect(forward.map(({ bias }) => bias)).toEqual(LARGE.forward.map(({ bias }) => bias));
});

/** k of N within 5 standard deviations of p: false alarm 6e-7. */
function binomialIsWithin(k: number, p: number): void {
  expect(Math.abs(k - N * p)).toBeLessThan(5 * Math.sqrt(N * p * (1 - p)));
}
