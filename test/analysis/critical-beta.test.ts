import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { nominalCriticalBeta } from '../../src/analysis/critical-beta.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Probe } from '../../src/network/network.ts';
import { stream } from '../../src/random/stream.ts';
import type { Loss } from '../../src/vocabulary.ts';
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

/** 1 / lambda_max(H sum_k P_k P_k^T) from the masks of the forward pass, all of it by ml-matrix. */
function closedForm({ input }: Probe, loss: Loss): number {
  const { activity, output } = freeResponse(circuitOf(chip, 'dp'), input);
  const array = (k: number) => Matrix.from1DArray(chip.layers[k + 1], chip.layers[k], chip.forward[k].weights);
  const mask = (k: number) => Matrix.diag(Array.from(activity[k], (m) => (m > 0 ? 1 : 0)));
  let product = Matrix.eye(3);
  let sum = Matrix.zeros(3, 3);
  for (const k of [2, 1]) {
    product = product.mmul(array(k)).mmul(mask(k));
    sum = sum.add(product.mmul(product.transpose()));
  }
  let hessian = Matrix.eye(3);
  if (loss === 'cross-entropy') {
    const total = output.reduce((acc, a) => acc + Math.exp(a), 0);
    const p = Matrix.columnVector(Array.from(output, (a) => Math.exp(a) / total));
    hessian = Matrix.diag(p.to1DArray()).sub(p.mmul(p.transpose()));
  }
  return 1 / Math.max(...new EigenvalueDecomposition(hessian.mmul(sum)).realEigenvalues);
}

describe.each(['squared-error', 'cross-entropy'] as const)('critical beta of the nominal chip, %s', (loss) => {
  it('is 1 / lambda_max(H sum_k P_k P_k^T) of the worst probe', () => {
    const expected = probes.map((one) => closedForm(one, loss));
    probes.forEach((one, i) => {
      expect(Math.abs(nominalCriticalBeta(chip, [one], loss)! / expected[i] - 1)).toBeLessThan(1e-11);
    });
    expect(Math.abs(nominalCriticalBeta(chip, probes, loss)! / Math.min(...expected) - 1)).toBeLessThan(1e-11);
    // The masks differ, so that the smallest is a choice.
    expect(new Set(expected).size).toBeGreaterThan(1);
  });

  it('is where the full analysis puts the limit of DP at alpha = 0 at that operating point', () => {
    const neurons = chip.neurons.map((layer) => layer && { ...layer, alpha: new Float64Array(layer.alpha.length) });
    const circuit = circuitOf({ ...chip, neurons }, 'dp');
    const { input, target } = probes[0];
    const { state } = freeResponse(circuit, input);
    const { criticalBeta, kind } = analyzeLoop(circuit, { input, target, loss, beta: 0.01, nudge: 'live' }, state);
    expect(kind).toBe('runaway');
    expect(Math.abs(criticalBeta! / nominalCriticalBeta(chip, [probes[0]], loss)! - 1)).toBeLessThan(1e-11);
  });
});

describe('a chip without a loop', () => {
  it('has no critical beta', () => {
    const single = randomChip({ layers: [6, 3], seed: 'single', alpha: 0 });
    expect(nominalCriticalBeta(single, probes, 'squared-error')).toBeNull();
    expect(nominalCriticalBeta(chip, [], 'squared-error')).toBeNull();
  });
});
