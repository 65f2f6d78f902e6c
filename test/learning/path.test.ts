import { expect, it } from 'vitest';
import { freeState } from '../../src/learning/free-state.ts';
import { BetaHomotopy } from '../../src/learning/homotopies.ts';
import { Path } from '../../src/learning/path.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { idealChip } from '../engine/ideal-chip.ts';

it('a path ends where the determinant changes its sign, though there are roots behind', () => {
  // 1-1-1 linear, DP at alpha 0: m = (0.3 - beta)/(1 - beta) on both sides of beta = 1.
  const chip = idealChip({ layers: [1, 1, 1], weights: [[1], [1]], alpha: 0 });
  const [input, target] = [Float64Array.of(0.3), Float64Array.of(1)];
  const { equations, z } = freeState(circuitOf(chip, 'dp'), {
    input,
    target,
    loss: 'squared-error',
    beta: 1,
    nudge: 'live',
  });
  const path = new Path(new BetaHomotopy(equations), z!, 0);
  expect(path.advance(0.5)).toBe('arrived');
  expect(path.z[1]).toBeCloseTo(-0.4, 12);
  expect(path.advance(3)).toBe('fold');
  expect(path.at).toBeCloseTo(1, 6);
});
