import { describe, expect, it } from 'vitest';
import { StationaryEquations } from '../../src/learning/stationary-equations.ts';
import { RULES } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { mixedCircuit, type Wish } from './mixed-circuit.ts';

const STRENGTH = 0.4;
/** Step of the central differences: truncation h^2 and rounding 1e-16 / h are both below 1e-9. */
const H = 1e-5;

const WISHES: Wish[] = [
  { seed: 'eliminate 1', activation: 'identity', loss: 'squared-error' },
  { seed: 'eliminate 2', activation: 'relu', loss: 'squared-error', layers: [4, 12, 10, 7, 3], rails: [-0.5, 1] },
  { seed: 'eliminate 3', activation: 'relu', loss: 'cross-entropy', separateFeedback: true },
  { seed: 'eliminate 4', activation: 'tanh', loss: 'cross-entropy', layers: [4, 6, 3], gain: 2 },
  { seed: 'eliminate 5', activation: 'tanh', loss: 'squared-error', nudge: 'held', layers: [4, 5, 9, 6, 4] },
];

describe.each(RULES)('%s, the stationary equations solved layer by layer', (rule) => {
  it.each(WISHES)('give what their derivative takes back: $seed, $activation, $loss', (wish) => {
    const { circuit, drive } = mixedCircuit(rule, wish);
    const equations = new StationaryEquations(circuit, drive);
    const random = stream(wish.seed, 'elimination');
    const z = equations.forwardPass().map((value) => value + 0.1 * (random() - 0.5));
    if (drive.nudge === 'held') equations.holdError();
    const given = z.map(() => random() - 0.5);
    for (const shift of [0, 0.7]) {
      const residual = new Float64Array(z.length);
      // Nothing of another point is left over.
      const elsewhere = z.map((value) => 1.2 * value + 0.01);
      equations.evaluate(elsewhere, STRENGTH, residual);
      equations.solveLinearised(STRENGTH, shift, given.slice());
      equations.evaluate(z, STRENGTH, residual);
      const x = given.slice();
      expect(equations.solveLinearised(STRENGTH, shift, x)).not.toBe(0);
      const at = (h: number) => {
        const moved = new Float64Array(z.length);
        const point = z.map((value, i) => value + h * x[i]);
        equations.evaluate(point, STRENGTH, moved);
        return moved;
      };
      const [ahead, behind] = [at(H), at(-H)];
      const scale = Math.max(1, ...x.map(Math.abs));
      given.forEach((value, i) => {
        const derivative = (ahead[i] - behind[i]) / (2 * H) - shift * x[i];
        expect(Math.abs(derivative - value)).toBeLessThan(1e-7 * scale ** 3);
      });
    }
  });
});

it('says so where the circuit is singular', () => {
  // One neuron a layer and w = 1, alpha 0: the loop gain is 1 at strength 1.
  const wish: Wish = {
    seed: 'one',
    activation: 'identity',
    loss: 'squared-error',
    spread: 0,
    layers: [1, 1, 2],
    alpha: 0,
  };
  const { circuit, drive } = mixedCircuit('dp', wish);
  circuit.chip.forward[1].weights.set([1, 0]);
  const equations = new StationaryEquations(circuit, drive);
  const z = equations.forwardPass();
  equations.evaluate(z, 1, new Float64Array(z.length));
  expect(equations.solveLinearised(1, 0, new Float64Array(z.length).fill(1))).toBe(0);
});
