import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { bottomUp, freeResponse } from '../../src/engine/free-response.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { RULES, type Rule } from '../../src/model/rules.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';

const NETWORKS = [
  [4, 9, 7, 3],
  [3, 6, 2],
  [5, 8, 6, 5, 4],
];

/** Weights N(0, 0.8^2/fan-in) of a linear network. */
function linearWeights(layers: readonly number[]): number[][] {
  const random = stream('theory', layers.join('-'));
  return layers
    .slice(1)
    .map((rows, k) => Array.from({ length: rows * layers[k] }, () => (0.8 / Math.sqrt(layers[k])) * normal(random)));
}

/** lambda_max(sum_k P_k P_k^T), P_k = W_{L-1} ... W_k, k = 1 .. L-1: design, section 2. */
function lambdaMax(layers: readonly number[], weights: readonly number[][]): number {
  const matrices = weights.map((w, k) => Matrix.from1DArray(layers[k + 1], layers[k], w));
  const n = layers[layers.length - 1];
  let product = Matrix.eye(n);
  let sum = Matrix.zeros(n, n);
  for (let k = weights.length - 1; k >= 1; k--) {
    product = product.mmul(matrices[k]);
    sum = Matrix.add(sum, product.mmul(product.transpose()));
  }
  return Math.max(...new EigenvalueDecomposition(sum).realEigenvalues);
}

function run(layers: readonly number[], weights: number[][], rule: Rule, alpha: number, beta: number) {
  // Thresholds are small against the signal; the loop is slow near its limit, so the horizon is long.
  const chip = idealChip({
    layers,
    weights,
    alpha,
    encoder: { activityThreshold: 1e-3, differenceThreshold: 1e-3, delay: 2e-7 },
  });
  const input = Float64Array.from({ length: layers[0] }, (_, i) => 0.3 + 0.1 * i);
  const target = new Float64Array(layers[layers.length - 1]).fill(0.5);
  return simulate(
    circuitOf(chip, rule),
    { input, target, loss: 'squared-error', beta, nudge: 'live' },
    { horizon: 0.02, maxEvents: 3e6 },
  );
}

describe('a linear network on an ideal chip', () => {
  for (const layers of NETWORKS) {
    const weights = linearWeights(layers);
    const critical = 1 / lambdaMax(layers, weights);
    it(`${layers.join('-')}: DP at alpha = 0 settles at 0.98 and runs away at 1.02 of beta = 1/lambda_max`, () => {
      expect(run(layers, weights, 'dp', 0, 0.98 * critical).outcome).toBe('settled');
      expect(run(layers, weights, 'dp', 0, 1.02 * critical).outcome).toBe('diverged');
    });
    it(`${layers.join('-')}: DP-transpose settles at 100 times that beta`, () => {
      for (const alpha of [0, 0.25, 1]) {
        expect(run(layers, weights, 'dp-transpose', alpha, 100 * critical).outcome).toBe('settled');
      }
    });
    it(`${layers.join('-')}: at alpha = 1/2 the two rules are the same circuit`, () => {
      const [dp, transpose] = RULES.map((rule) => {
        const { outlook, ...result } = run(layers, weights, rule, 0.5, 2 * critical);
        const { fate, margins, point } = outlook;
        return { ...result, fate, margins, branch: point!.z, lossBeta: outlook.lossBeta() };
      });
      expect(dp).toEqual(transpose);
    });
  }
});

describe('a chain without feedback', () => {
  it('ends at the forward pass within the bound of its thresholds', () => {
    const layers = [6, 12, 9, 4];
    const threshold = 1e-3;
    for (const activation of ['identity', 'relu', 'hard-sigmoid', 'tanh'] as const) {
      const chip = idealChip({
        layers,
        weights: linearWeights(layers),
        activation,
        encoder: { activityThreshold: threshold, differenceThreshold: threshold },
      });
      const circuit = circuitOf(chip, 'dp');
      const input = Float64Array.of(0.2, 0.9, 0.5, 1, 0.1, 0.7);
      const target = new Float64Array(4);
      const drive = { input, target, loss: 'squared-error', beta: 0, nudge: 'live' } as const;
      const result = simulate(circuit, drive, { horizon: 5e-3, maxEvents: 1e6 });
      const free = freeResponse(circuit, input);
      expect(result.outcome).toBe('settled');
      // A sent value is within one threshold of the true one, and |phi'| <= 1: the bound grows by |W| a layer.
      let bound: Float64Array = new Float64Array(layers[0]);
      for (let k = 1; k < layers.length; k++) {
        const sent = bound.map((b) => b + (k > 1 ? threshold : 0));
        bound = bottomUp(chip.forward[k - 1].weights.map(Math.abs), new Float64Array(layers[k]), sent);
        for (let i = 0; i < layers[k]; i++) {
          expect(Math.abs(result.activity[k][i] - free.activity[k][i])).toBeLessThanOrEqual(bound[i] + 1e-12);
        }
      }
    }
  });
});
