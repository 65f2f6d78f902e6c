import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { nominalCriticalBeta } from '../../src/analysis/critical-beta.ts';
import type { Chip } from '../../src/chip/chip.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Loss } from '../../src/model/losses.ts';
import type { Probe } from '../../src/network/network.ts';
import { stream } from '../../src/random/stream.ts';
import { idealChip } from '../engine/ideal-chip.ts';
import { randomChip } from './random-circuit.ts';

function probe(inputs: number, outputs: number, index: number): Probe {
  const draw = stream('probe', index);
  const target = new Float64Array(outputs);
  target[index % outputs] = 1;
  return { input: Float64Array.from({ length: inputs }, () => 2 * draw() - 0.5), label: index % outputs, target };
}

const chip = randomChip({
  layers: [6, 9, 7, 3],
  seed: 'critical',
  alpha: 0.37,
  activation: 'relu',
  delay: 2e-7,
  weightGain: 1.5,
});
const probes = [0, 1, 2, 3].map((index) => probe(6, 3, index));

/** sum_k P_k P_k^T from the masks of the forward pass, and the loss's Hessian at the free output. */
function atFreeResponse({ input }: Probe, loss: Loss): { sum: Matrix; hessian: Matrix } {
  const { activity, output } = freeResponse(circuitOf(chip, 'dp'), input);
  const array = (k: number) => Matrix.from1DArray(chip.layers[k + 1], chip.layers[k], chip.forward[k].weights);
  const mask = (k: number) => Matrix.diag(Array.from(activity[k], (m) => (m > 0 ? 1 : 0)));
  let product = Matrix.eye(3);
  let sum = Matrix.zeros(3, 3);
  for (const k of [2, 1]) {
    product = product.mmul(array(k)).mmul(mask(k));
    sum = sum.add(product.mmul(product.transpose()));
  }
  if (loss === 'squared-error') return { sum, hessian: Matrix.eye(3) };
  const total = output.reduce((acc, a) => acc + Math.exp(a), 0);
  const p = Matrix.columnVector(Array.from(output, (a) => Math.exp(a) / total));
  return { sum, hessian: Matrix.diag(p.to1DArray()).sub(p.mmul(p.transpose())) };
}

function largestEigenvalue(matrix: Matrix): number {
  return Math.max(...new EigenvalueDecomposition(matrix).realEigenvalues);
}

/** The chip with alpha = 0 under dp, at a probe's free response: the full analysis. */
function analyzed({ input, target }: Probe, loss: Loss, of = chip) {
  const neurons = of.neurons.map((layer) => layer && { ...layer, alpha: new Float64Array(layer.alpha.length) });
  const circuit = circuitOf({ ...of, neurons }, 'dp');
  const { state } = freeResponse(circuit, input);
  return analyzeLoop(circuit, { input, target, loss, beta: 0.01, nudge: 'live' }, state);
}

/** h: no Hessian of the loss has a larger eigenvalue. */
const CURVATURE = { 'squared-error': 1, 'cross-entropy': 1 / 2 } as const;

describe.each(['squared-error', 'cross-entropy'] as const)('critical beta of the nominal chip, %s', (loss) => {
  it('is 1 / lambda_max(h sum_k P_k P_k^T) of the worst probe', () => {
    const expected = probes.map((one) => 1 / (CURVATURE[loss] * largestEigenvalue(atFreeResponse(one, loss).sum)));
    probes.forEach((one, i) => {
      expect(Math.abs(nominalCriticalBeta(chip, [one], loss)! / expected[i] - 1)).toBeLessThan(1e-11);
    });
    expect(Math.abs(nominalCriticalBeta(chip, probes, loss)! / Math.min(...expected) - 1)).toBeLessThan(1e-11);
    // The masks differ, so that the smallest is a choice.
    expect(new Set(expected).size).toBeGreaterThan(1);
  });

  it('is at most where the full analysis puts the limit of DP at alpha = 0, whose curvature is the point’s own', () => {
    for (const one of probes) {
      const { sum, hessian } = atFreeResponse(one, loss);
      const { criticalBeta, kind } = analyzed(one, loss);
      expect(kind).toBe('runaway');
      expect(Math.abs(criticalBeta! * largestEigenvalue(hessian.mmul(sum)) - 1)).toBeLessThan(1e-11);
      expect(nominalCriticalBeta(chip, [one], loss)!).toBeLessThanOrEqual(criticalBeta! * (1 + 1e-11));
    }
  });
});

function withOutputBias(of: Chip, bias: readonly number[]): Chip {
  const last = of.forward.length - 1;
  const forward = of.forward.map((array, k) => (k === last ? { ...array, bias: Float64Array.from(bias) } : array));
  return { ...of, forward };
}

describe('cross-entropy', () => {
  /** One hidden neuron of activity 1 that two outputs read with opposite signs, `sure` full scales apart. */
  const pair = (sure: number) =>
    withOutputBias(idealChip({ layers: [1, 1, 2], weights: [[1], [1, -1]], activation: 'relu' }), [
      sure / 2 - 1,
      1 - sure / 2,
    ]);
  const one: Probe = { input: Float64Array.of(1), target: Float64Array.of(1, 0), label: 0 };

  it('has its largest curvature where two outputs share the probability: there the bound is the limit itself', () => {
    expect(Math.abs(analyzed(one, 'cross-entropy', pair(0)).criticalBeta! - 1)).toBeLessThan(1e-12);
    expect(Math.abs(nominalCriticalBeta(pair(0), [one], 'cross-entropy')! - 1)).toBeLessThan(1e-12);
  });

  it('says the same of a network that is sure of its answer, where the curvature at the free response says nothing', () => {
    expect(analyzed(one, 'cross-entropy', pair(10)).criticalBeta!).toBeGreaterThan(5000);
    expect(Math.abs(nominalCriticalBeta(pair(10), [one], 'cross-entropy')! - 1)).toBeLessThan(1e-12);
  });

  it('of one output has no curvature and no loop', () => {
    const single = idealChip({ layers: [1, 1, 1], weights: [[1], [1]], activation: 'relu' });
    const probe = { ...one, target: Float64Array.of(1) };
    expect(nominalCriticalBeta(single, [probe], 'cross-entropy')).toBeNull();
    expect(nominalCriticalBeta(single, [probe], 'squared-error')).toBe(1);
  });
});

describe('a chip without a loop', () => {
  it('has no critical beta', () => {
    const single = randomChip({ layers: [6, 3], seed: 'single', alpha: 0 });
    expect(nominalCriticalBeta(single, probes, 'squared-error')).toBeNull();
    expect(nominalCriticalBeta(chip, [], 'squared-error')).toBeNull();
  });
});
