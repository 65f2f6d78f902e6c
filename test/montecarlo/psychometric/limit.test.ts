import { expect, test } from 'vitest';
import { answersAt } from '../../../src/montecarlo/psychometric/answers.ts';
import { fitPsychometric, psychometricLimit } from '../../../src/montecarlo/psychometric/curve.ts';
import { limitInterval } from '../../../src/montecarlo/psychometric/limit.ts';
import { misfitOf } from '../../../src/montecarlo/psychometric/misfit.ts';
import { stream } from '../../../src/random/stream.ts';
import { type AlikeChips, alikeChips, logisticLaw } from './alike-chips.ts';

const XS = Array.from({ length: 9 }, (_, i) => i - 4.5);

// 100 runs of a true 0.92 leave less than 0.78 once in 10^5.
test.each([
  { chips: 40, alike: 0.6, lapse: 0, target: 0.9 },
  { chips: 40, alike: 0.6, lapse: 0.04, target: 0.8 },
])(
  'the interval covers the limit of a known law: $chips chips, alike by $alike, lapse $lapse',
  (own) => {
    const truth = { threshold: 0, slope: -1, lapse: own.lapse };
    const limit = psychometricLimit(truth, own.target)!;
    const law: AlikeChips = { law: logisticLaw(truth), chips: own.chips, alike: own.alike, times: 2 };
    const runs = 100;
    const widths: number[] = [];
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const chips = alikeChips(law, XS, stream('coverage', own.lapse, run));
      const found = limitInterval(chips, fitPsychometric(answersAt(chips)), own.target);
      if (found === null) continue;
      const [low, high] = [found.low ?? Number.NEGATIVE_INFINITY, found.high ?? Number.POSITIVE_INFINITY];
      expect(low).toBeLessThan(found.value);
      expect(high).toBeGreaterThan(found.value);
      if (low <= limit && limit <= high) covered++;
      if (Number.isFinite(high - low)) widths.push(high - low);
    }
    expect(covered / runs).toBeGreaterThan(0.78);
    expect(widths.length).toBeGreaterThan(runs / 2);
    expect(Math.max(...widths)).toBeLessThan(6);
  },
  60_000,
);

test('answers that are independent have a design effect of 1, and those of one chip that are the same of as many as there are', () => {
  const truth = { threshold: 0, slope: -1, lapse: 0 };
  const effects = [0, 1].map((alike) => {
    const chips = alikeChips({ law: logisticLaw(truth), chips: 4000, alike, times: 2 }, XS, stream('effect', alike));
    return limitInterval(chips, fitPsychometric(answersAt(chips)), 0.5)!.designEffect;
  });
  expect(effects[0]).toBeGreaterThan(0.9);
  // The larger of two ratios, with and without a lapse.
  expect(effects[0]).toBeLessThan(1.25);
  // Where all answers of a chip hang on one number, its threshold, the limit varies as the median of 4,000 thresholds by the fit:
  // the logistic's variance pi^2 / 3 against 1 / information, for 18 answers of 1 / 4 at best.
  expect(effects[1]).toBeGreaterThan(5);
  expect(effects[1]).toBeLessThan(18);
}, 30_000);

test('an interval that goes beyond what was asked is open', () => {
  const chips = {
    xs: [0, 1, 2, 3],
    times: 1,
    kept: Array.from({ length: 20 }, (_, i) => [1, i < 19 ? 1 : 0, i < 17 ? 1 : 0, i < 9 ? 1 : 0]),
  };
  const found = limitInterval(chips, fitPsychometric(answersAt(chips)), 0.3)!;
  expect(found.low).not.toBeNull();
  expect(found.high).toBeNull();
});

// Of 20 runs 10 are rejected once in 10^5 where one in ten is.
test('the misfit is small where the law is a logistic one, and large where it is not', () => {
  const rejected = [
    logisticLaw({ threshold: 0, slope: -1, lapse: 0.02 }),
    (x: number) => (x < -2 ? 0.98 : x < 2.2 ? 0.6 : 0.03),
  ].map((law, which) => {
    let count = 0;
    for (let run = 0; run < 20; run++) {
      const random = stream('misfit', which, run);
      const chips = alikeChips({ law, chips: 60, alike: 0.5, times: 2 }, XS, random);
      const { p, deviance } = misfitOf(chips, fitPsychometric(answersAt(chips)), 39, random);
      expect(deviance).toBeGreaterThan(0);
      if (p <= 0.05) count++;
    }
    return count;
  });
  expect(rejected[0]).toBeLessThan(10);
  expect(rejected[1]).toBeGreaterThan(17);
}, 60_000);
