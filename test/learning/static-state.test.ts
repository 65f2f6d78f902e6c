import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import type { Compartments } from '../../src/chip/chip.ts';
import { freeResponse } from '../../src/engine/free-response.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { RULES } from '../../src/model/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';
import { mixedCircuit, type Wish } from './mixed-circuit.ts';

describe.each(GOLDEN)('$name', (golden) => {
  it.each(RULES)('comes to rest where the reference does under %s', (rule) => {
    const found = staticState(circuitOf(goldenChip(golden, 0.001), rule), goldenDrive(golden));
    const { fixedPoint } = golden.expect[rule];
    expect(found.converged).toBe(true);
    for (const side of ['plus', 'minus'] as const) {
      for (let k = 1; k < golden.chip.layers.length; k++) {
        found.state[k]![side].forEach((s, i) => {
          // Both solvers stop at residuals near 1e-12; the slowest loop here, 0.19 of a pole, amplifies five times.
          expect(Math.abs(s - fixedPoint[side][k]![i])).toBeLessThan(1e-9);
        });
      }
    }
  });
});

/** Largest difference between the outputs of two states. */
function distance(a: readonly (Compartments | null)[], b: readonly (Compartments | null)[]): number {
  return Math.max(
    ...a.flatMap((layer, k) =>
      layer === null
        ? []
        : [...layer.plus.map((s, i) => s - b[k]!.plus[i]), ...layer.minus.map((s, i) => s - b[k]!.minus[i])].map(
            Math.abs,
          ),
    ),
  );
}

describe('against the event-driven simulation, which knows nothing of it', () => {
  const THRESHOLD = 3e-4;
  const WISHES: Wish[] = [
    { seed: 'events 1', activation: 'relu', loss: 'squared-error', rails: [-0.5, 1] },
    { seed: 'events 2', activation: 'relu', loss: 'cross-entropy', nudge: 'held' },
    { seed: 'events 3', activation: 'hard-sigmoid', loss: 'squared-error', nudge: 'held' },
    { seed: 'events 4', activation: 'identity', loss: 'cross-entropy', rails: [-0.8, 0.8] },
    { seed: 'events 5', activation: 'relu', loss: 'squared-error', nudge: 'held', separateFeedback: true },
  ];
  it.each(WISHES)('$activation, $loss: mismatch, own thresholds, rails and held error included', (wish) => {
    for (const rule of RULES) {
      const { circuit, drive } = mixedCircuit(rule, { ...wish, beta: 0.1 });
      const encoder = { ...circuit.chip.encoder, activityThreshold: THRESHOLD, differenceThreshold: THRESHOLD };
      const chip = { ...circuit.chip, encoder };
      const run = simulate({ ...circuit, chip }, drive, { horizon: 0.02, maxEvents: 1e7 });
      expect(run.stoppedBy).toBe('quiescence');
      // In the reference's cases a settled error is at most 14 thresholds; these chips are twice as wide.
      expect(distance(staticState(circuit, drive).state, run.state)).toBeLessThan(30 * THRESHOLD);
    }
  });
});

describe('a linear chip beyond its limit', () => {
  const wish: Wish = { seed: 'beyond', activation: 'identity', loss: 'squared-error', spread: 0, layers: [4, 9, 7, 3] };

  /** a_L by (I + beta r S) a_L = a_free + beta r S y, S = sum_k P_k P_k^T, and lambda_max(S). */
  function closedForm(beta: number, r: number) {
    const { circuit, drive } = mixedCircuit('dp', wish);
    const { layers, forward } = circuit.chip;
    let product = Matrix.eye(3);
    const S = Matrix.zeros(3, 3);
    for (let k = 2; k >= 1; k--) {
      product = product.mmul(Matrix.from1DArray(layers[k + 1], layers[k], forward[k].weights));
      S.add(product.mmul(product.transpose()));
    }
    const free = Matrix.columnVector(freeResponse(circuit, drive.input).output);
    const loop = Matrix.mul(S, beta * r);
    const right = Matrix.add(free, loop.mmul(Matrix.columnVector(drive.target)));
    const limit = 1 / Math.max(...new EigenvalueDecomposition(S, { assumeSymmetric: true }).realEigenvalues);
    return { output: solve(Matrix.add(Matrix.eye(3), loop), right).to1DArray(), limit };
  }

  it.each([
    [0, 1.5],
    [0, 20],
    [1, 20],
  ])('still has its one state of rest: alpha %d, %d times the limit of alpha 0', (alpha, times) => {
    const beta = times * closedForm(1, -1).limit;
    const { circuit, drive } = mixedCircuit('dp', { ...wish, alpha, beta });
    const found = staticState(circuit, drive);
    expect(found.converged).toBe(true);
    closedForm(beta, 2 * alpha - 1).output.forEach((a, i) => {
      expect(Math.abs(found.output[i] - a)).toBeLessThan(1e-10);
    });
  });

  it('has that state also with rails that it does not touch, though a runaway would', () => {
    const beta = 3 * closedForm(1, -1).limit;
    const rails = [-50, 50] as const;
    const { circuit, drive } = mixedCircuit('dp', { ...wish, alpha: 0, beta, rails });
    const found = staticState(circuit, drive);
    expect(found).toMatchObject({ converged: true, pinned: false });
    closedForm(beta, -1).output.forEach((a, i) => {
      expect(Math.abs(found.output[i] - a)).toBeLessThan(1e-10);
    });
  });

  it('is at a rail only where there is no other state of rest', () => {
    const beta = 0.99 * closedForm(1, -1).limit;
    const { output } = closedForm(beta, -1);
    expect(Math.max(...output.map(Math.abs))).toBeGreaterThan(3);
    const { circuit, drive } = mixedCircuit('dp', { ...wish, alpha: 0, beta, rails: [-2.5, 2.5] });
    expect(staticState(circuit, drive)).toMatchObject({ converged: true, pinned: true });
  });
});

it('says so where a relu chip without rails has no state of rest, and gives one of a lower beta', () => {
  // One neuron a layer: D_1 = w beta (y - w (x - D_1)) with w = 2, x = 1, y = 0 grows without end for beta w^2 > 1.
  const { circuit, drive } = mixedCircuit('dp', {
    seed: 'no rest',
    activation: 'relu',
    loss: 'squared-error',
    layers: [1, 1, 2],
    spread: 0,
    alpha: 0,
    beta: 0.5,
  });
  circuit.chip.forward[0].weights.set([1]);
  circuit.chip.forward[0].bias.set([0]);
  circuit.chip.forward[1].weights.set([2, 0]);
  circuit.chip.forward[1].bias.set([0, 0]);
  drive.input.set([1]);
  drive.target.set([0, 0]);
  const found = staticState(circuit, drive);
  expect(found.converged).toBe(false);
  expect(found.residual).toBeGreaterThan(0.01);
  // On the path: s_minus = x - D = x / (1 - beta' w^2) for some beta' below the limit of 1/4.
  expect(found.state[1]!.minus[0]).toBeGreaterThan(1);
  expect(found.state[1]!.plus[0]).toBeCloseTo(1, 12);
});
