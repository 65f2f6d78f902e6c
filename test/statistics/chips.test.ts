import erfc from '@stdlib/math-base-special-erfc';
import { describe, expect, it } from 'vitest';
import type { Chip } from '../../src/chip/chip.ts';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import type { Device, Varying } from '../../src/config/device.ts';
import type { Distribution } from '../../src/model/vocabulary.ts';
import { absolute, DEVICE, fixed, randomNetwork, relative, withNeuron } from '../chip/device.ts';
import { KOLMOGOROV_LIMIT_10000, kolmogorovDistance } from './kolmogorov.ts';
import { chiSquareBounds, meanIsWithin, meanOf, varianceOf } from './moments.ts';
import { CORRELATION_LIMIT_10000, correlation, PAIR_CHI_SQUARE_LIMIT, pairChiSquare } from './pairs.ts';

// Every comparison on this page fails by chance once in a million.
const N = 10_000;
const WIDE = randomNetwork([1, N]);
const ONE = randomNetwork([1, 1]);
const NOMINAL = 2e-5;
const SIGMA = 0.2;

const phi = (z: number) => erfc(-z / Math.SQRT2) / 2;
const LOG_SIGMA = Math.sqrt(Math.log(1 + SIGMA ** 2));

/** F((value/nominal - 1)/sigma) of each law, written down independently of the sampler. */
const LAWS: Record<Distribution, { shape: number; law: (z: number) => number }> = {
  normal: { shape: 0, law: phi },
  uniform: { shape: 0, law: (z) => Math.min(1, Math.max(0, 0.5 + z / Math.sqrt(12))) },
  lognormal: { shape: 0, law: (z) => phi((Math.log(1 + SIGMA * z) + LOG_SIGMA ** 2 / 2) / LOG_SIGMA) },
  'truncated-normal': {
    shape: 1.5,
    law: (z) => Math.min(1, Math.max(0, (phi(z) - phi(-1.5)) / (phi(1.5) - phi(-1.5)))),
  },
  'student-t': {
    shape: 5,
    // Closed form for 5 degrees of freedom, of variance 5/3 before scaling.
    law: (z) => {
      const angle = Math.atan((z * Math.sqrt(5 / 3)) / Math.sqrt(5));
      return 0.5 + (angle + Math.sin(angle) * (Math.cos(angle) + (2 / 3) * Math.cos(angle) ** 3)) / Math.PI;
    },
  },
};
const NAMES = Object.keys(LAWS) as Distribution[];

function standardized(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value) => (value / NOMINAL - 1) / SIGMA);
}

/** Offsets take every law; a time constant could come out negative. */
function withOffset(spreads: Partial<Varying>): Device {
  return withNeuron({ offset: fixed(NOMINAL, spreads) });
}

function overChips(device: Device, value: (chip: Chip) => number, seed = 'over chips'): Float64Array {
  return Float64Array.from({ length: N }, (_, index) => value(sampleChip(device, ONE, seed, index)));
}

describe('the sampler draws', () => {
  it.each(NAMES)('%s mismatch between the neurons of a chip', (distribution) => {
    const { shape, law } = LAWS[distribution];
    const device = withOffset({ mismatch: relative(SIGMA), distribution, shape });
    const { plus, minus } = sampleChip(device, WIDE, distribution, 0).neurons[1]!.offset;
    expect(kolmogorovDistance(standardized(plus), law)).toBeLessThan(KOLMOGOROV_LIMIT_10000);
    expect(kolmogorovDistance(standardized(minus), law)).toBeLessThan(KOLMOGOROV_LIMIT_10000);
  });

  it.each(NAMES)('%s spreads between chips', (distribution) => {
    const { shape, law } = LAWS[distribution];
    const device = withOffset({ die: relative(SIGMA), distribution, shape });
    const values = overChips(device, (chip) => chip.neurons[1]!.offset.plus[0]);
    expect(kolmogorovDistance(standardized(values), law)).toBeLessThan(KOLMOGOROV_LIMIT_10000);
  });

  it('lognormal spreads of unit mean, die, gradient and mismatch together', () => {
    const spread = relative(0.15);
    const device = withNeuron({
      tau: fixed(1e-5, { mismatch: spread, die: spread, gradient: relative(0.3), distribution: 'lognormal' }),
    });
    const network = randomNetwork([1, 4]);
    // The corner of a 2 x 2 grid, (-1/4, -1/4): log-variances add, the gradient's with x^2 + y^2 = 1/8.
    const values = Float64Array.from(
      { length: N },
      (_, index) => sampleChip(device, network, 'lognormal', index).neurons[1]!.tau.plus[0] / 1e-5,
    );
    const variance = 2 * Math.log(1 + 0.15 ** 2) + Math.log(1 + 0.3 ** 2) / 8;
    const law = (x: number) => phi((Math.log(x) + variance / 2) / Math.sqrt(variance));
    expect(kolmogorovDistance(values, law)).toBeLessThan(KOLMOGOROV_LIMIT_10000);
    meanIsWithin(values, 1, Math.sqrt(Math.expm1(variance)));
  });

  it('gradients of the stated change from edge to edge, independent along x and y', () => {
    const device = withNeuron({ offset: fixed(0, { gradient: absolute(0.1) }) });
    // On a 2 x 2 grid neighbours are half the width apart.
    const network = randomNetwork([1, 4]);
    const offsets = Array.from(
      { length: N },
      (_, index) => sampleChip(device, network, 'gradient', index).neurons[1]!.offset.plus,
    );
    const alongX = Float64Array.from(offsets, (o) => 2 * (o[1] - o[0]));
    const alongY = Float64Array.from(offsets, (o) => 2 * (o[2] - o[0]));
    for (const change of [alongX, alongY]) {
      expect(kolmogorovDistance(change, (x) => phi(x / 0.1))).toBeLessThan(KOLMOGOROV_LIMIT_10000);
    }
    expect(Math.abs(correlation(alongX, alongY))).toBeLessThan(CORRELATION_LIMIT_10000);
  });
});

describe('die and neuron', () => {
  it('add up as independent variances', () => {
    const [chips, neurons] = [400, 25];
    const device = withNeuron({ gain: fixed(1, { mismatch: relative(0.05), die: relative(0.03) }) });
    const network = randomNetwork([1, neurons]);
    const gains = Array.from({ length: chips }, (_, index) => {
      const { plus, minus } = sampleChip(device, network, 'anova', index).neurons[1]!.gain;
      return [...plus, ...minus];
    });
    // One-way analysis of variance, both compartments in one group: the mean squares are chi-square, scaled.
    const within = meanOf(gains.map(varianceOf)) / 0.05 ** 2;
    const between = (2 * neurons * varianceOf(gains.map(meanOf))) / (0.05 ** 2 + 2 * neurons * 0.03 ** 2);
    const [lowWithin, highWithin] = chiSquareBounds(chips * (2 * neurons - 1));
    const [lowBetween, highBetween] = chiSquareBounds(chips - 1);
    expect(within).toBeGreaterThan(lowWithin);
    expect(within).toBeLessThan(highWithin);
    expect(between).toBeGreaterThan(lowBetween);
    expect(between).toBeLessThan(highBetween);
  });
});

describe('draws are independent', () => {
  const spread = { mismatch: absolute(0.05) };
  const device: Device = {
    ...DEVICE,
    neuron: { ...DEVICE.neuron, gain: fixed(1, spread), offset: fixed(0.01, spread) },
    dyad: { ...DEVICE.dyad, alpha: fixed(0.5, spread), autoZero: { residual: 0.05 } },
  };
  // Perfect synapses are the network's own arrays, whatever they hold; N x N weights would only cost time.
  const network = { ...ONE, layers: [1, N, N] };
  const chip = sampleChip(device, network, 'independence', 0);
  const next = sampleChip(device, network, 'independence', 1);
  const { gain, offset, alpha, autoZero } = chip.neurons[1]!;
  const pairs: [string, Float64Array, Float64Array, number, number][] = [
    ['between compartments', gain.plus, gain.minus, 1, 1],
    ['between parameters', gain.plus, offset.plus, 1, 0.01],
    ['between parameters, one of them of the whole neuron', gain.minus, alpha, 1, 0.5],
    ['from the auto-zero residual', alpha, autoZero!, 0.5, 0],
    ['between layers', gain.plus, chip.neurons[2]!.gain.plus, 1, 1],
    ['between chips', gain.plus, next.neurons[1]!.gain.plus, 1, 1],
    ['between neighbours', gain.plus.slice(0, -1), gain.plus.slice(1), 1, 1],
  ];
  it.each(pairs)('%s', (_, x, y, meanX, meanY) => {
    expect(Math.abs(correlation(x, y))).toBeLessThan(CORRELATION_LIMIT_10000);
    const uniform = (values: Float64Array, mean: number) => values.map((value) => phi((value - mean) / 0.05));
    expect(pairChiSquare(uniform(x, meanX), uniform(y, meanY))).toBeLessThan(PAIR_CHI_SQUARE_LIMIT);
  });

  it('between the dies of successive chips, of successive seeds, and of two parameters', () => {
    const die = withNeuron({ gain: fixed(1, { die: absolute(0.05) }), offset: fixed(0, { die: absolute(0.05) }) });
    const gains = overChips(die, ({ neurons }) => phi((neurons[1]!.gain.plus[0] - 1) / 0.05), '1');
    const others = [
      gains.map((_, i) => gains[(i + 1) % N]),
      overChips(die, ({ neurons }) => phi((neurons[1]!.gain.plus[0] - 1) / 0.05), '2'),
      overChips(die, ({ neurons }) => phi(neurons[1]!.offset.plus[0] / 0.05), '1'),
    ];
    for (const other of others) {
      expect(Math.abs(correlation(gains, other))).toBeLessThan(CORRELATION_LIMIT_10000);
      expect(pairChiSquare(gains, other)).toBeLessThan(PAIR_CHI_SQUARE_LIMIT);
    }
  });
});
