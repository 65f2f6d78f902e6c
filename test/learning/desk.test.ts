import { describe, expect, it } from 'vitest';
import { Desk } from '../../src/learning/desk.ts';
import { freeState } from '../../src/learning/free-state.ts';
import { BetaHomotopy } from '../../src/learning/homotopies.ts';
import { Path } from '../../src/learning/path.ts';
import { StationaryEquations } from '../../src/learning/stationary-equations.ts';
import { mixedCircuit, type Wish } from './mixed-circuit.ts';

const SHAPES = [
  [4, 12, 3],
  [4, 9, 8, 3],
  [3, 6, 5, 7, 4],
  [60, 40, 30, 20, 10],
];

const WISHES: Wish[] = Array.from({ length: 12 }, (_, trial) => ({
  seed: `desk ${trial}`,
  activation: trial % 4 === 3 ? 'tanh' : 'relu',
  loss: trial % 5 === 4 ? 'cross-entropy' : 'squared-error',
  layers: SHAPES[trial % SHAPES.length],
  rails: trial % 2 === 0 ? [-0.6, 0.9] : undefined,
  separateFeedback: trial % 3 === 0,
  autoZero: trial % 4 === 1,
  nudge: trial % 6 === 5 ? 'held' : 'live',
  gain: 1.5,
}));

/** Where a path is after each of its stretches, which it takes one at a time. */
function* stretches(wish: Wish) {
  const { circuit, drive } = mixedCircuit('dp', wish);
  const { equations, z } = freeState(circuit, drive);
  if (z === null) return;
  const path = new Path(new BetaHomotopy(equations), z, 0);
  for (let beta = 0.02; beta < 1; beta *= 1.5) {
    while (path.at < beta) {
      const stretch = path.advance(beta);
      yield { stretch, at: path.at, z: path.z.slice() };
      if (stretch === 'fold' || (stretch === 'kink' && !path.cross())) return;
    }
    equations.respond();
    yield {
      at: path.at,
      state: equations.snapshot().state,
      drives: equations.snapshot().drives,
      slopes: structuredClone(equations.slopes()),
    };
  }
}

describe('equations at one desk', () => {
  it('go on where they were, to the bit, after others, of other layers too, have been there', () => {
    const alone = WISHES.map((wish) => [...stretches(wish)]);
    expect(alone.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(150);
    const together = alone.map((): unknown[] => []);
    let walks = WISHES.map((wish, of) => ({ of, steps: stretches(wish) }));
    while (walks.length > 0) {
      walks = walks.filter(({ of, steps }) => {
        const { value, done } = steps.next();
        if (!done) together[of].push(value);
        return !done;
      });
    }
    expect(together).toEqual(alone);
    // Those in between have no path.
    const { circuit, drive } = mixedCircuit('dp', { ...WISHES[0], layers: [2, 3, 2] });
    const passing = new StationaryEquations(circuit, drive);
    const visited = WISHES.map((wish) => {
      const own: unknown[] = [];
      for (const point of stretches(wish)) {
        own.push(point);
        passing.forwardPass();
      }
      return own;
    });
    expect(visited).toEqual(alone);
  });

  it('are those of the weights as they are when the equations first need them', () => {
    const { circuit, drive } = mixedCircuit('dp', { seed: 'desk', activation: 'relu', loss: 'squared-error' });
    const forwardPass = () => new StationaryEquations(circuit, drive).forwardPass();
    const before = forwardPass();
    const { weights } = circuit.chip.forward[1];
    const kept = weights.slice();
    weights.fill(0.5);
    expect(forwardPass()).not.toEqual(before);
    weights.set(kept);
    expect(forwardPass()).toEqual(before);
  });

  it('of layers whose arrays do not fit into its memory are refused with their size', () => {
    const { circuit } = mixedCircuit('dp', { seed: 'desk', activation: 'relu', loss: 'squared-error' });
    const wide = { ...circuit, chip: { ...circuit.chip, layers: [4, 12_000, 12_000, 3] } };
    expect(() => new Desk().seat(wide, { leave: () => {} })).toThrow(
      /layers of 12000, 12000, 3 neurons, .* take \d+\.\d GiB .*4 GiB is the most/,
    );
  });
});
