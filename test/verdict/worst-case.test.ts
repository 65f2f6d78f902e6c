import { describe, expect, it } from 'vitest';
import { Branch } from '../../src/analysis/branch.ts';
import { certifiedBeta } from '../../src/analysis/certified-beta.ts';
import { moveInput } from '../../src/analysis/input-move.ts';
import type { Circuit } from '../../src/engine/circuit.ts';
import { defaultLimits, largestTau } from '../../src/engine/limits.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { isStable } from '../../src/model/outcomes.ts';
import { stream } from '../../src/random/stream.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { type WorstCaseOptions, worstCase } from '../../src/verdict/worst-case.ts';
import { randomChip, randomCircuit } from '../analysis/random-circuit.ts';

const BOX = { low: new Float64Array(4), high: new Float64Array(4).fill(1) };
const OPTIONS = {
  loss: 'squared-error',
  nudge: 'live',
  input: BOX,
  targets: [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0), Float64Array.of(0, 0, 1)],
  starts: [],
  beta: 20,
  restarts: 6,
  moves: 40,
  seed: 'worst',
  noise: (...address) => stream('worst noise', ...address),
} satisfies Partial<WorstCaseOptions>;

/** Weights of both signs, but the output's only positive: more active neurons, more gain. */
function chip(alpha: number) {
  const random = randomChip({
    layers: [4, 6, 3],
    activation: 'relu',
    seed: 'search',
    alpha,
    weightGain: 1.5,
    delay: 2e-7,
  });
  const [first, second] = random.forward;
  return { ...random, forward: [first, { ...second, weights: second.weights.map(Math.abs) }] };
}

const search = (circuit: Circuit, change: Partial<WorstCaseOptions> = {}) =>
  worstCase(circuit, { ...OPTIONS, limits: defaultLimits(largestTau(circuit.chip)), ...change });

describe('the worst-input search', () => {
  const circuit = circuitOf(chip(0), 'dp');
  const found = search(circuit)!;

  it('finds an input and a target within the box that fail, by events', () => {
    expect(OPTIONS.targets).toContain(found.target);
    expect(found.input.every((x, i) => x >= BOX.low[i] && x <= BOX.high[i])).toBe(true);
    const { input, target } = found;
    const drive = { input, target, loss: 'squared-error', nudge: 'live', beta: found.failingBeta } as const;
    const { outcome } = simulate(circuit, drive, defaultLimits(largestTau(circuit.chip)));
    expect(isStable(outcome)).toBe(false);
    expect(outcome).toBe(found.outcome);
    expect(new Branch(circuit, drive).at(drive.beta)).toBeNull();
  });

  it('is above what is certified, and below what random inputs find', () => {
    expect(found.failingBeta).toBeGreaterThan(certifiedBeta(circuit, 'squared-error', 'live').everywhere!);
    const draw = stream('random inputs');
    const critical = (input: Float64Array, target: Float64Array) =>
      new Branch(circuit, { input, target, loss: 'squared-error', nudge: 'live', beta: 0.01 }).endBefore(20) ?? 20;
    const random = Array.from({ length: 20 }, () =>
      critical(
        BOX.low.map(() => draw()),
        OPTIONS.targets[Math.floor(3 * draw())],
      ),
    );
    expect(found.failingBeta).toBeLessThan(Math.min(...random) * 1.002);
  });

  it('gives the same for the same seed', () => {
    expect(search(circuit)).toEqual(found);
  });

  it('finds nothing where nothing fails', () => {
    for (const alpha of [0, 1]) expect(search(circuitOf(chip(alpha), 'dp-transpose'))).toBeNull();
  });

  it('finds nothing below what is certified, on chips with spreads and rails', () => {
    let certified = 0;
    for (let n = 0; certified < 8; n++) {
      const draw = stream('searched', n);
      const other = randomCircuit(draw() < 0.5 ? 'dp' : 'dp-transpose', {
        layers: draw() < 0.5 ? [4, 6, 3] : [4, 5, 4, 3],
        activation: draw() < 0.5 ? 'relu' : 'tanh',
        seed: `searched ${n}`,
        alpha: 0.8 * draw(),
        mismatch: 0.1,
        tauSpread: 0.2,
        delay: 1e-6,
        weightGain: 0.4 + draw(),
        rails: draw() < 0.3 ? [-2, 2] : undefined,
      });
      const limit = certifiedBeta(other, 'squared-error', 'live').everywhere;
      if (limit === null || limit === 0) continue;
      certified++;
      expect(search(other, { beta: 0.99 * limit, restarts: 4, moves: 20 })).toBeNull();
    }
  });
});

describe('a move of the search', () => {
  it('stays in the box and, where nothing is clipped, takes a neuron to where it says', () => {
    const circuit = circuitOf(chip(0), 'dp');
    const draw = stream('moves');
    const { weights, bias } = circuit.chip.forward[0];
    const wide = { low: new Float64Array(4).fill(-9), high: new Float64Array(4).fill(9) };
    let kinks = 0;
    for (let n = 0; n < 300; n++) {
      const start = BOX.low.map(() => draw());
      const moved = moveInput(circuit, start, wide, start, draw);
      expect(moved.every((x, i) => x >= wide.low[i] && x <= wide.high[i])).toBe(true);
      const a = Array.from(bias, (b, i) => moved.reduce((sum, x, j) => sum + weights[i * 4 + j] * x, b));
      if (a.some((value) => Math.abs(value) < 1e-12)) kinks++;
    }
    // 7 in 10 moves take a neuron somewhere, half of them to its kink: 105 expected, standard deviation 8.3.
    expect(kinks).toBeGreaterThan(70);
    expect(kinks).toBeLessThan(140);
  });
});
