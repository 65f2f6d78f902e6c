import type { SpecTarget } from '../../config/scenario.ts';
import { ln } from '../../model/elementary.ts';
import { normalCumulative } from '../../random/cumulative.ts';
import { normalQuantile } from '../../random/normal-quantile.ts';
import { betaQuantile } from '../../random/special-functions.ts';
import type { Interval } from './proportion.ts';
import { confidenceSequence } from './sequence.ts';

/** Chips by whether they keep a spec. */
export interface SpecCounts {
  readonly passed: number;
  readonly failed: number;
  /** Of which it is not known, or that could not be run. */
  readonly unknown: number;
}

/** Whether chips show that a spec's target is met, that it is missed, or neither yet. */
export const VERDICTS = ['fail', 'not yet known', 'pass'] as const;
export type SpecVerdict = (typeof VERDICTS)[number];

/** Chance that a bound is wrong, one-sided. */
const LEVEL = 0.05;

/** The fraction of chips that a target asks for; of sigmas that of a normal law, one-sided. */
export function targetFraction(target: SpecTarget): number {
  return 'fraction' in target ? target.fraction : normalCumulative(target.sigma);
}

/**
 * Exact one-sided 95 % bounds on the yield (Clopper, Pearson 1934): the lower one with every unknown chip failing, the upper one
 * with every one passing.
 */
export function yieldBounds({ passed, failed, unknown }: SpecCounts): Interval {
  const n = passed + failed + unknown;
  const most = passed + unknown;
  const low = passed === 0 ? 0 : betaQuantile(LEVEL, passed, n - passed + 1);
  const high = most === n ? 1 : betaQuantile(1 - LEVEL, most + 1, n - most);
  return [low, high];
}

/** The same where the number of chips was not fixed beforehand: two-sided, at every number of chips at once. */
export function yieldSequence({ passed, failed, unknown }: SpecCounts): Interval {
  const n = passed + failed + unknown;
  return [confidenceSequence(passed, n)[0], confidenceSequence(passed + unknown, n)[1]];
}

export function sequenceVerdict(counts: SpecCounts, target: SpecTarget): SpecVerdict {
  return verdictBy(yieldSequence(counts), target);
}

/** What chips show of a target. */
export function verdictOf(counts: SpecCounts, target: SpecTarget): SpecVerdict {
  return verdictBy(yieldBounds(counts), target);
}

function verdictBy([low, high]: Interval, target: SpecTarget): SpecVerdict {
  const wanted = targetFraction(target);
  return low >= wanted ? 'pass' : high < wanted ? 'fail' : 'not yet known';
}

/** The fewest chips that show a target, if not one of them fails. */
export function chipsWithoutFailure(target: SpecTarget): number {
  return Math.ceil(ln(LEVEL) / ln(targetFraction(target)));
}

/** The same for a run that ends when enough is known. */
export function sequenceWithoutFailure(target: SpecTarget): number {
  const wanted = targetFraction(target);
  const shows = (n: number) => confidenceSequence(n, n)[0] >= wanted;
  let [low, high] = [0, chipsWithoutFailure(target)];
  while (!shows(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shows(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** A yield in sigmas of a normal law, one-sided; Infinity at 1, -Infinity at 0. */
export function inSigma(fraction: number): number {
  return fraction >= 1 ? Number.POSITIVE_INFINITY : fraction <= 0 ? Number.NEGATIVE_INFINITY : normalQuantile(fraction);
}
