import { describe, expect, it } from 'vitest';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Rule } from '../../src/model/rules.ts';
import { RULES } from '../../src/model/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import type { GoldenCase } from '../reference/golden.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';

const LIMITS = { horizon: 5e-3, maxEvents: 2e6 };

/** |s_c - golden| of every compartment. */
function errors(golden: GoldenCase, rule: Rule, threshold: number): { outcome: string; errors: number[] } {
  const result = simulate(circuitOf(goldenChip(golden, threshold), rule), goldenDrive(golden), LIMITS);
  const { plus, minus } = golden.expect[rule].fixedPoint;
  return {
    outcome: result.outcome,
    errors: result.state.flatMap((state, k) =>
      state === null
        ? []
        : [...state.plus].flatMap((s, i) => [Math.abs(s - plus[k]![i]), Math.abs(state.minus[i] - minus[k]![i])]),
    ),
  };
}

describe('settled compartments against the independent solver', () => {
  for (const golden of GOLDEN) {
    for (const rule of RULES) {
      // The criterion of the reference: stable without delay, so delay 0 must settle, and a delayed run may.
      const stable = golden.expect[rule].spectralAbscissaNoDelay < 0;
      it.runIf(stable)(`${golden.name} ${rule}: within 30 thresholds of 1e-4`, () => {
        const { outcome, errors: found } = errors(golden, rule, 1e-4);
        expect(outcome).toBe('settled');
        expect(Math.max(...found)).toBeLessThan(30e-4);
      });
    }
  }

  it('the error falls in proportion to the threshold: slope 1 within 0.2 over two decades', () => {
    // First-order quantised-state integration (Kofman and Junco 2001). One run's error is a sawtooth in the threshold,
    // so the slope is fitted to the geometric mean of the rms errors of all 24 runs.
    const thresholds = [1e-2, 10 ** -2.5, 1e-3, 10 ** -3.5, 1e-4];
    const logErrors = thresholds.map((threshold) => {
      const logs = GOLDEN.flatMap((golden) =>
        RULES.map((rule) => {
          const found = errors(golden, rule, threshold).errors;
          return Math.log10(Math.sqrt(found.reduce((sum, e) => sum + e * e, 0) / found.length));
        }),
      );
      return logs.reduce((sum, log) => sum + log, 0) / logs.length;
    });
    const x = thresholds.map(Math.log10);
    const meanX = x.reduce((a, b) => a + b) / x.length;
    const meanY = logErrors.reduce((a, b) => a + b) / x.length;
    const slope =
      x.reduce((sum, value, i) => sum + (value - meanX) * (logErrors[i] - meanY), 0) /
      x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
    expect(slope).toBeGreaterThan(0.8);
    expect(slope).toBeLessThan(1.2);
  });
});
