import { describe, expect, it } from 'vitest';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { RULES } from '../../src/vocabulary.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';

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
