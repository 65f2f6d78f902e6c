import { describe, expect, test } from 'vitest';
import {
  devianceOf,
  fitPsychometric,
  profileLikelihood,
  psychometricAt,
  psychometricLimit,
} from '../../../src/montecarlo/psychometric/curve.ts';

/** x = 0.1, 0.2 ... 0.5, 20 answers each. */
const WORKED = [1, 4, 10, 16, 19].map((kept, i) => ({ x: (i + 1) / 10, kept, of: 20 }));
/** Where the likelihood of one number falls to that of a 95 % interval: the chi square of one degree, halved. */
const FALL = 3.841458820694 / 2;

describe('the worked example', () => {
  const fit = fitPsychometric(WORKED);

  test('has its threshold, scale and likelihood', () => {
    expect(fit.lapse).toBe(0);
    expect(fit.steep).toBe(false);
    expect(fit.threshold).toBeCloseTo(0.3, 9);
    expect(1 / fit.slope).toBeCloseTo(0.0697359827083, 9);
    expect(fit.logLikelihood).toBeCloseTo(-41.83254351957, 9);
    expect(psychometricLimit(fit, 0.1)).toBeCloseTo(0.1467743848686, 9);
    expect(psychometricAt(fit, 0.1467743848686)).toBeCloseTo(0.1, 9);
  });

  // Worked without a lapse.
  test.each([
    [0.5, 0.261507786723],
    [0.5, 0.338492213277],
    [0.1, 0.06192335022375],
    [0.1, 0.2031216354601],
  ])('has the profile interval of the place of %d: %d', (fraction, end) => {
    expect(fit.logLikelihood - profileLikelihood(WORKED, fraction, end, 0)).toBeCloseTo(FALL, 6);
  });

  test('is the same upside down', () => {
    const falling = WORKED.map(({ x, kept, of }) => ({ x: -x, kept, of })).reverse();
    const mirrored = fitPsychometric(falling);
    expect(mirrored.threshold).toBeCloseTo(-fit.threshold, 9);
    expect(mirrored.slope).toBeCloseTo(-fit.slope, 6);
    expect(mirrored.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
  });

  test('has a deviance by its definition', () => {
    const direct = WORKED.reduce((sum, { x, kept, of }) => {
      const p = 1 / (1 + Math.exp(-(x - 0.3) / 0.0697359827083));
      return sum + 2 * (kept * Math.log(kept / of / p) + (of - kept) * Math.log((1 - kept / of) / (1 - p)));
    }, 0);
    expect(devianceOf(WORKED, fit)).toBeCloseTo(direct, 9);
  });
});

/** Answers that are just as many as a law says. */
function exactly(law: { threshold: number; slope: number; lapse: number }, xs: readonly number[]) {
  return xs.map((x) => ({ x, kept: 1000 * psychometricAt(law, x), of: 1000 }));
}

test.each([
  { threshold: 3, slope: -2, lapse: 0.08 },
  { threshold: 2.2, slope: 5, lapse: 0.02 },
  { threshold: 3, slope: 1.5, lapse: 0 },
  { threshold: 2.7, slope: -4, lapse: 0.3 },
])('finds the law of answers that follow it: $threshold, $slope, $lapse', (law) => {
  const answers = exactly(law, [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
  const fit = fitPsychometric(answers);
  // The lapse is looked for to 1e-4 of a half; the others move with it.
  expect(Math.abs(fit.lapse - law.lapse)).toBeLessThan(1e-4);
  expect(Math.abs(fit.threshold - law.threshold)).toBeLessThan(1e-3);
  expect(Math.abs(fit.slope / law.slope - 1)).toBeLessThan(1e-3);
  expect(devianceOf(answers, fit)).toBeLessThan(1e-3);
  const limit = psychometricLimit(law, 0.6)!;
  expect(fit.logLikelihood - profileLikelihood(answers, 0.6, limit)).toBeLessThan(1e-3);
});

test('knows where there is no limit, no slope, and nothing to fit', () => {
  expect(psychometricLimit({ threshold: 1, slope: 2, lapse: 0.1 }, 0.9)).toBeNull();
  expect(psychometricLimit({ threshold: 1, slope: 2, lapse: 0.1 }, 0.89)).not.toBeNull();
  const separated = [0, 0, 20, 20].map((kept, x) => ({ x, kept, of: 20 }));
  expect(fitPsychometric(separated)).toMatchObject({ steep: true });
  const lapsing = [19, 20, 20, 0, 0].map((kept, x) => ({ x, kept, of: 20 }));
  const step = fitPsychometric(lapsing);
  expect(step.steep).toBe(true);
  expect(step.lapse).toBeCloseTo(1 / 60, 3);
  expect(() => fitPsychometric(separated.slice(0, 1))).toThrow('two values or more');
  expect(() => fitPsychometric([...separated].reverse())).toThrow('ascending');
  expect(() => fitPsychometric([{ x: 0, kept: 3, of: 2 }, separated[1]])).toThrow('0 <= kept <= of');
  expect(() => fitPsychometric([{ x: Number.NaN, kept: 1, of: 2 }, separated[1]])).toThrow('psychometric');
});
