import { describe, expect, it } from 'vitest';
import { freeState } from '../../src/learning/free-state.ts';
import { BetaHomotopy } from '../../src/learning/homotopies.ts';
import { Path } from '../../src/learning/path.ts';
import { RULES } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { mixedCircuit, type Wish } from './mixed-circuit.ts';

const SHAPES = [
  [4, 12, 3],
  [4, 9, 8, 3],
  [3, 6, 5, 7, 4],
  [5, 2, 6],
];
const FARTHEST = 6;

/** Chips on which many compartments fall silent, wake, saturate or meet a rail on the way. */
const WISHES: Wish[] = Array.from({ length: 24 }, (_, trial) => ({
  seed: `kinks ${trial}`,
  activation: trial % 3 === 0 ? 'hard-sigmoid' : 'relu',
  loss: 'squared-error',
  layers: SHAPES[trial % SHAPES.length],
  rails: trial % 2 === 0 ? [-0.6, 0.9] : undefined,
  separateFeedback: trial % 5 === 0,
  autoZero: trial % 4 === 1,
  nudge: trial % 6 === 5 ? 'held' : 'live',
  gain: 1.5,
}));

/** Betas at which a path stopped at a kink and went on, and where it ended: FARTHEST or before. */
function follow(rule: 'dp' | 'dp-transpose', wish: Wish, stops: readonly number[], look: (path: Path) => void) {
  const { circuit, drive } = mixedCircuit(rule, wish);
  const { equations, z } = freeState(circuit, drive);
  const path = new Path(new BetaHomotopy(equations), z!, 0);
  const kinks: number[] = [];
  for (const stop of stops) {
    while (path.at < stop) {
      const stretch = path.advance(stop);
      look(path);
      if (stretch === 'fold') return { kinks, end: path.at, folds: true };
      if (stretch === 'kink' && !path.cross()) return { kinks, end: path.at, folds: false };
      if (stretch === 'kink') kinks.push(path.at);
    }
  }
  return { kinks, end: FARTHEST, folds: false };
}

describe.each(RULES)('%s, a path over its kinks', (rule) => {
  it('is one of roots of the circuit as it is, wherever it is looked at, and the same whatever the steps', () => {
    let crossed = 0;
    for (const wish of WISHES) {
      const { circuit, drive } = mixedCircuit(rule, wish);
      // Equations of their own, in which no compartment keeps to a piece: one that was left too late is no root of them.
      const { equations, z } = freeState(circuit, drive);
      // One that has no state without nudging has no path.
      if (z === null) continue;
      const residual = new Float64Array(equations.size);
      const isRoot = ({ z, at }: Path) => {
        const largest = z.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        expect(equations.evaluate(z, at, residual) / largest).toBeLessThan(1e-9);
      };
      const random = stream(wish.seed, 'stops');
      const stops = Array.from({ length: 60 }, () => FARTHEST * random() ** 2).sort((a, b) => a - b);
      const whole = follow(rule, wish, [FARTHEST], isRoot);
      const stepped = follow(rule, wish, [...stops, FARTHEST], isRoot);
      crossed += whole.kinks.length;
      expect(stepped.kinks.length).toBe(whole.kinks.length);
      whole.kinks.forEach((kink, i) => {
        expect(Math.abs(stepped.kinks[i] / kink - 1)).toBeLessThan(1e-8);
      });
      // Where a piece runs off to infinity a path stops short of that, the nearer the shorter its steps.
      expect(stepped.folds).toBe(whole.folds);
      if (!whole.folds) expect(Math.abs(stepped.end / whole.end - 1)).toBeLessThan(1e-8);
    }
    expect(crossed).toBeGreaterThan(100);
  });
});

it('goes on where both compartments of a neuron leave their pieces at one point, though behind one of them alone there is no root', () => {
  // Without spreads; an output meets its target and its rail, both 1, at once, so that its two compartments do.
  const wish: Wish = {
    seed: 'o1065',
    activation: 'identity',
    loss: 'squared-error',
    layers: [64, 32, 10],
    rails: [-1, 1],
    spread: 0,
    gain: 1.5,
  };
  const { kinks, end } = follow('dp', wish, [FARTHEST], () => {});
  expect(kinks.some((kink) => Math.abs(kink - 2.801274) < 1e-5)).toBe(true);
  expect(end).toBeGreaterThan(3);
});
