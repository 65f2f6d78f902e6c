import { describe, expect, it } from 'vitest';
import type { Chip, LayerNeurons } from '../../src/chip/chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { compareGradients, GradientSum } from '../../src/learning/gradient.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Rule } from '../../src/model/rules.ts';
import type { Nudge } from '../../src/model/vocabulary.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const SEED = 'gradient angle';
const LAYERS = [6, 9, 7, 4];
const PROBES = 6;
const WEIGHTS = LAYERS.slice(1).map((rows, k) => {
  const random = stream(SEED, 'weights', k);
  return Array.from({ length: rows * LAYERS[k] }, () => (0.9 / Math.sqrt(LAYERS[k])) * normal(random));
});

interface Setting {
  readonly activation?: Activation;
  readonly rule: Rule;
  readonly alpha: number;
  readonly nudge?: Nudge;
  readonly threshold?: number;
  readonly neurons?: (layer: number) => Partial<LayerNeurons>;
}

function chipOf({ activation = 'identity', alpha, neurons, threshold = 1e-3 }: Setting): Chip {
  const encoder = { activityThreshold: threshold, differenceThreshold: threshold };
  const chip = idealChip({ layers: LAYERS, weights: WEIGHTS, activation, alpha, neurons, encoder });
  if (activation !== 'relu') return chip;
  // Neurons on either side of the kink, none at it.
  const bias = (layer: number) => Float64Array.from({ length: LAYERS[layer] }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const [first, second, output] = chip.forward;
  return { ...chip, forward: [{ ...first, bias: bias(1) }, { ...second, bias: bias(2) }, output] };
}

/** m and d of one run. */
type Phase = (
  circuit: Circuit,
  drive: Drive,
) => {
  readonly activity: readonly Float64Array[];
  readonly difference: readonly (Float64Array | null)[];
};

/** The state of vanishing thresholds. An auto-zero takes away what d is in the free chip, but for its residual. */
const atRest: Phase = (circuit, drive) => {
  const { state, converged } = staticState(circuit, drive);
  expect(converged).toBe(true);
  const free = freeResponse(circuit, drive.input).state;
  const activity: Float64Array[] = [drive.input];
  const difference: (Float64Array | null)[] = [null];
  for (let k = 1; k < LAYERS.length; k++) {
    const { plus, minus } = state[k]!;
    const { weightPlus, weightMinus } = circuit.nudging[k]!;
    const residual = circuit.chip.neurons[k]!.autoZero;
    const zero = free[k]!.plus.map((s, i) => (residual === null ? 0 : s - free[k]!.minus[i] + residual[i]));
    activity.push(plus.map((s, i) => weightPlus[i] * s + weightMinus[i] * minus[i]));
    difference.push(plus.map((s, i) => s - minus[i] - zero[i]));
  }
  return { activity, difference };
};

const byEvents: Phase = (circuit, drive) => {
  const result = simulate(circuit, drive, { horizon: 0.1, maxEvents: 1e7 });
  expect(result.outcome).toBe('settled');
  return result;
};

/** Tangent of the angle between the batch gradient and its reference, one per weight layer. */
function tangents(setting: Setting, beta: number, phase: Phase = atRest): number[] {
  const circuit = circuitOf(chipOf(setting), setting.rule);
  const gradient = new GradientSum(LAYERS);
  const reference = new GradientSum(LAYERS);
  for (let probe = 0; probe < PROBES; probe++) {
    const random = stream(SEED, 'probe', probe);
    const input = Float64Array.from({ length: LAYERS[0] }, random);
    const target = Float64Array.from({ length: LAYERS[3] }, (_, i) => (i === probe % LAYERS[3] ? 1 : 0));
    const drive: Drive = { input, target, loss: 'squared-error', beta, nudge: setting.nudge ?? 'live' };
    const free = referenceGradient(circuit, input, target, drive.loss);
    reference.add(free.activity, free.signal, 1);
    const { activity, difference } = phase(circuit, drive);
    gradient.add(activity, difference, 1 / beta);
  }
  return compareGradients(gradient, reference).angleDeg.map((angle) => Math.tan((angle! * Math.PI) / 180));
}

/** Least-squares slope of log y over log x. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [logX, logY] = [x.map(Math.log), y.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [centreX, centreY] = [mean(logX), mean(logY)];
  const covariance = logX.reduce((sum, value, i) => sum + (value - centreX) * (logY[i] - centreY), 0);
  return covariance / logX.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
}

/** Order in beta of each weight layer's tangent, from static states. */
function orders(setting: Setting, betas: readonly number[]): number[] {
  const all = betas.map((beta) => tangents(setting, beta));
  return LAYERS.slice(1).map((_, k) =>
    slope(
      betas,
      all.map((layers) => layers[k]),
    ),
  );
}

const SMALL = [1e-3, 2e-3, 5e-3, 1e-2];
/** What rounding leaves of a vanishing angle at the smallest of these. */
const NOTHING = 1e-10;

// Expand a neuron at rest in D = O(beta), with slope p = phi' and bend q = phi''/2 of its activation:
//   m = phi + r p D + (w+ g+^2 + w- g-^2) q D^2 + ...,    r = w+ g+ - w- g- = 2 alpha - 1 for DP, 0 for DP-transpose
//   d = (g+ + g-) p D + (g+^2 - g-^2) q D^2 + ...,        g+ + g- = 1
// DP sends r p D up: at alpha != 1/2 activities, and with them e, p and the gradient, are off in the first order of beta.
// DP-transpose sends nothing up in first order. Where phi is straight it is exact; where phi bends, d of a hidden neuron
// is off by (1 - 2 alpha) q D^2, in first order relative to d, and the linear output, whose d is beta e, in second order.
// At alpha = 1/2 the rules are one circuit and both terms vanish: second order.
describe('on an ideal chip the angle goes to 0 with beta, in the order of the theory', () => {
  const expectOrders = (setting: Setting, expected: readonly number[]) => {
    orders(setting, SMALL).forEach((order, k) => {
      expect(Math.abs(order - expected[k])).toBeLessThan(0.2);
    });
  };

  it.each(['identity', 'relu', 'tanh'] as const)('DP, %s: first', (activation) => {
    for (const alpha of [0, 0.25, 0.75, 1]) expectOrders({ activation, rule: 'dp', alpha }, [1, 1, 1]);
  });

  it('DP-transpose, tanh: first in the hidden layers, second in the output layer', () => {
    for (const alpha of [0.25, 0.75]) expectOrders({ activation: 'tanh', rule: 'dp-transpose', alpha }, [1, 1, 2]);
    // At alpha = 0 and 1 one compartment is not nudged and alone makes the mean: activities do not change at all.
    for (const alpha of [0, 1]) {
      const setting = { activation: 'tanh', rule: 'dp-transpose', alpha } as const;
      for (const order of orders(setting, SMALL).slice(0, 2)) expect(Math.abs(order - 1)).toBeLessThan(0.2);
      expect(tangents(setting, 1e-2)[2]).toBeLessThan(NOTHING);
    }
  });

  it('both at alpha = 1/2, tanh: second', () => {
    for (const rule of ['dp', 'dp-transpose'] as const) {
      expectOrders({ activation: 'tanh', rule, alpha: 0.5 }, [2, 2, 2]);
    }
  });

  it.each(['identity', 'relu'] as const)('DP-transpose, %s: exact, and DP at alpha = 1/2 too', (activation) => {
    for (const setting of [
      { rule: 'dp-transpose', alpha: 0.25 },
      { rule: 'dp-transpose', alpha: 0 },
      { rule: 'dp', alpha: 0.5 },
    ] as const) {
      expect(Math.max(...tangents({ activation, ...setting }, 1e-2))).toBeLessThan(NOTHING);
    }
    // However large beta is, as long as phi is straight everywhere.
    if (activation !== 'identity') return;
    expect(Math.max(...tangents({ rule: 'dp-transpose', alpha: 0.25 }, 10))).toBeLessThan(NOTHING);
  });
});

describe('a held error', () => {
  it('opens the loop through e: what remains of DP is the activities that the update multiplies, first order', () => {
    // Linear, the error carried down is exact, and so is the update of W_0, whose activities are the input's.
    const held: Setting = { rule: 'dp', alpha: 0, nudge: 'held' };
    for (const beta of [0.01, 0.3, 3]) expect(tangents(held, beta)[0]).toBeLessThan(NOTHING);
    for (const order of orders(held, SMALL).slice(1)) expect(Math.abs(order - 1)).toBeLessThan(0.2);
    for (const order of orders({ ...held, nudge: 'live' }, SMALL)) expect(Math.abs(order - 1)).toBeLessThan(0.2);
  });

  it('is no help to DP-transpose on straight activations, which needs none', () => {
    expect(Math.max(...tangents({ rule: 'dp-transpose', alpha: 0, nudge: 'held' }, 1))).toBeLessThan(NOTHING);
  });
});

const OFFSET = 1e-4;

function offsets(layer: number): { plus: Float64Array; minus: Float64Array } {
  const random = stream(SEED, 'offset', layer);
  const draw = () => Float64Array.from({ length: LAYERS[layer] }, () => OFFSET * normal(random));
  return { plus: draw(), minus: draw() };
}

// With offsets d keeps a part b that does not depend on beta, and the update (d + b)/beta one that grows as 1/beta.
describe('with offset mismatch the angle grows as beta falls', () => {
  const BETAS = [0.01, 0.02, 0.05, 0.1];
  const straight = { rule: 'dp-transpose', alpha: 0.25 } as const;
  const mismatched: Setting = { ...straight, neurons: (k) => ({ offset: offsets(k) }) };

  it.each(['dp', 'dp-transpose'] as const)('as 1/beta, under %s', (rule) => {
    for (const order of orders({ ...mismatched, rule, alpha: 0.5 }, BETAS)) {
      expect(Math.abs(order + 1)).toBeLessThan(0.2);
    }
  });

  it('and is restored by auto-zero down to its residual, to which it is proportional', () => {
    const zeroed = (share: number): Setting => ({
      ...straight,
      neurons: (k) => {
        const offset = offsets(k);
        return { offset, autoZero: offset.plus.map((plus, i) => -share * (plus - offset.minus[i])) };
      },
    });
    for (const beta of BETAS) {
      expect(Math.max(...tangents(zeroed(0), beta))).toBeLessThan(NOTHING);
      // The residual is a tenth of what it replaces, neuron by neuron, and so is the tangent where it is small.
      const before = tangents(mismatched, beta);
      tangents(zeroed(0.1), beta).forEach((tangent, k) => {
        expect(Math.abs((10 * tangent) / before[k] - 1)).toBeLessThan(0.05);
      });
    }
  });

  it('so DP has a usable window: its angle is smallest where offsets and asymmetry meet', () => {
    const asymmetric: Setting = { ...mismatched, rule: 'dp', alpha: 0.25 };
    const [low, between, high] = [1e-3, 3e-2, 0.5].map((beta) => Math.max(...tangents(asymmetric, beta)));
    expect(between).toBeLessThan(0.1 * low);
    expect(between).toBeLessThan(0.1 * high);
  });
});

// A value received is off by up to a threshold: D by its share of the difference threshold, relative to beta e, and
// activities and e by their share of the activity threshold whatever beta is. One run's error is a sawtooth in the
// threshold, so that geometric means are fitted.
describe('by events', () => {
  const found = (threshold: number, beta: number) =>
    tangents({ rule: 'dp-transpose', alpha: 0.25, threshold }, beta, byEvents);
  const geometricMean = (values: readonly number[]) =>
    Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);

  it('the angle that thresholds leave is proportional to them', () => {
    const thresholds = [1e-2, 10 ** -2.5, 1e-3, 10 ** -3.5];
    const measured = thresholds.map((threshold) => geometricMean(found(threshold, 0.5)));
    expect(Math.abs(slope(thresholds, measured) - 1)).toBeLessThan(0.2);
  });

  it('and in the hidden layers to 1/beta, while that of the output layer does not depend on beta', () => {
    const betas = [0.02, 0.035, 0.06, 0.1, 0.17, 0.3];
    const measured = betas.map((beta) => found(10 ** -3.5, beta));
    const hidden = measured.map(([first, second]) => geometricMean([first, second]));
    const output = measured.map((layers) => layers[2]);
    expect(Math.abs(slope(betas, hidden) + 1)).toBeLessThan(0.2);
    expect(Math.abs(slope(betas, output))).toBeLessThan(0.2);
  });
});
