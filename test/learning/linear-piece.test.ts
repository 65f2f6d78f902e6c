import { describe, expect, it } from 'vitest';
import { freeState } from '../../src/learning/free-state.ts';
import { BetaHomotopy, ReleaseHomotopy } from '../../src/learning/homotopies.ts';
import { Path } from '../../src/learning/path.ts';
import { RULES } from '../../src/model/rules.ts';
import { NUDGES } from '../../src/model/vocabulary.ts';
import { mixedCircuit } from './mixed-circuit.ts';

const CASES = RULES.flatMap((rule) =>
  NUDGES.flatMap((nudge) => ['a', 'b', 'c'].map((seed) => ({ rule, nudge, seed, separateFeedback: seed === 'b' }))),
);

/** A mixed circuit at rest at a small beta, every compartment on its piece. */
function atRest({ rule, nudge, seed, separateFeedback }: (typeof CASES)[number]) {
  const wish = { seed, activation: 'relu', loss: 'squared-error', nudge, separateFeedback, rails: [-2, 2] } as const;
  const { circuit, drive } = mixedCircuit(rule, wish);
  const { equations, z } = freeState(circuit, drive);
  const homotopy = new BetaHomotopy(equations);
  const path = new Path(homotopy, z!, 0);
  path.advance(0.002);
  return { equations, homotopy, path };
}

describe.each(CASES)('in closed form: $rule, error $nudge, chip $seed', (wish) => {
  it('roots solve the equations at every beta, while every compartment keeps to its piece', () => {
    const { equations, homotopy, path } = atRest(wish);
    const piece = homotopy.piece(path.z, path.at)!;
    const { trial: z, trialTangent: tangent } = equations.desk.walk;
    const residual = new Float64Array(equations.size);
    const signs = [path.at, 0.01, 0.03, 0.1, 0.3].map((beta) => {
      const sign = piece.at(beta, z, tangent);
      const largest = z.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      expect(equations.evaluate(z, beta, residual) / largest).toBeLessThan(1e-11);
      // The determinant as the elimination of all layers has it.
      expect(sign).toBe(equations.solveLinearised(beta, 0, residual.slice()));
      return sign;
    });
    expect(signs[0]).not.toBe(0);
  });

  it('tangents are what roots do for a little more beta', () => {
    const { equations, homotopy, path } = atRest(wish);
    const piece = homotopy.piece(path.z, path.at)!;
    const { trial, trialTangent } = equations.desk.walk;
    const at = (beta: number) => {
      piece.at(beta, trial, trialTangent);
      return { z: trial.slice(), tangent: trialTangent.slice() };
    };
    for (const beta of [0.01, 0.05]) {
      const h = 1e-5;
      const { tangent } = at(beta);
      const [{ z: above }, { z: below }] = [at(beta + h), at(beta - h)];
      const size = tangent.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      tangent.forEach((own, i) => {
        expect(Math.abs(own - (above[i] - below[i]) / (2 * h)) / size).toBeLessThan(1e-5);
      });
    }
  });

  it('a state is released on a straight line of roots', () => {
    const { equations, path } = atRest(wish);
    const from = path.z.map((value, i) => value + 1e-6 * Math.sin(i));
    const release = new ReleaseHomotopy(equations, 0.01, from);
    equations.freeze();
    release.evaluate(from, 0, new Float64Array(equations.size));
    const piece = release.piece(from, 0)!;
    const { trial: z, trialTangent: tangent } = equations.desk.walk;
    const residual = new Float64Array(equations.size);
    for (const p of [0, 0.3, 1]) {
      piece.at(p, z, tangent);
      expect(release.evaluate(z, p, residual)).toBeLessThan(1e-12);
    }
  });
});

it('there is none where phi or the loss is curved', () => {
  for (const [activation, loss] of [
    ['tanh', 'squared-error'],
    ['relu', 'cross-entropy'],
  ] as const) {
    const { circuit, drive } = mixedCircuit('dp', { seed: 'a', activation, loss });
    const { equations, z } = freeState(circuit, drive);
    expect(new BetaHomotopy(equations).piece(z!, 0)).toBeNull();
  }
});

it.each(NUDGES)('the equations change with the strength as their derivative says, error %s', (nudge) => {
  const { circuit, drive } = mixedCircuit('dp', { seed: 'a', activation: 'tanh', loss: 'cross-entropy', nudge });
  const { equations, z } = freeState(circuit, drive);
  const [rate, above, below] = [0, 1, 2].map(() => new Float64Array(equations.size));
  const h = 1e-5;
  equations.evaluate(z!, 0.2 + h, above);
  equations.evaluate(z!, 0.2 - h, below);
  equations.evaluate(z!, 0.2, rate);
  equations.strengthRate(rate);
  rate.forEach((own, i) => {
    expect(Math.abs(own - (above[i] - below[i]) / (2 * h))).toBeLessThan(1e-8);
  });
  expect(rate.some((own) => Math.abs(own) > 0.01)).toBe(true);
});
