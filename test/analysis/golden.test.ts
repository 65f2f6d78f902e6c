import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { goldenCases } from './golden-cases.ts';

/** The reference solver states margins and abscissae to 1e-3. */
const TOLERANCE = 1e-3;

function relativeError(actual: number | null, expected: number | null): number {
  if (actual === null || expected === null) return actual === expected ? 0 : Infinity;
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}

describe.each(goldenCases())('$name', ({ circuit, drive, state, factor, angularFrequency, abscissa }) => {
  const analysis = analyzeLoop(circuit, drive, state);

  it('has the gain margin of the reference, and fails at its frequency', () => {
    expect(relativeError(analysis.gainMargin, factor)).toBeLessThan(TOLERANCE);
    expect(relativeError(analysis.angularFrequency, angularFrequency)).toBeLessThan(TOLERANCE);
    const kind = angularFrequency === null ? 'none' : angularFrequency === 0 ? 'runaway' : 'oscillation';
    expect(analysis.kind).toBe(kind);
    expect(relativeError(analysis.criticalBeta, factor && factor * drive.beta)).toBeLessThan(TOLERANCE);
  });

  it('has the spectral abscissa of the reference', () => {
    expect(relativeError(analysis.spectralAbscissa, abscissa)).toBeLessThan(TOLERANCE);
  });

  it('is stable, as every case of the reference is', () => {
    expect(abscissa).toBeLessThan(0);
    expect(analysis.unstableModes).toBe(0);
  });
});
