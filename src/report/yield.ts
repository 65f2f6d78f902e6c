import { type Interval, proportion } from '../montecarlo/statistics/proportion.ts';
import { replicatedInterval } from '../montecarlo/statistics/replicates.ts';
import {
  type Foretold,
  screenedSequence,
  screenedYield,
  wrongness,
  wrongnessSequence,
} from '../montecarlo/statistics/screened.ts';
import { confidenceSequence } from '../montecarlo/statistics/sequence.ts';
import type { ScreenedSummary, Yield } from './summary-cell.ts';
import type { ScreeningTally } from './tally/screening-tally.ts';

/** Where some are refused, bounds over all chips are given if more than this fraction of them is refused or unknown. */
const NOTICEABLE = 0.01;

/** Chips that a criterion was asked of, counted. */
export interface Answers {
  /** Chips with a row, and those of them that could be run. */
  readonly chips: number;
  readonly run: number;
  readonly passed: number;
  readonly unknown: number;
  /** Passed chips with an input that only the thresholds hold. */
  readonly deadZone: number;
}

/** Of a plan: the same by replicate. */
export interface ReplicatedAnswers {
  readonly chips: readonly number[];
  readonly run: readonly number[];
  readonly counts: readonly Pick<Answers, 'passed' | 'unknown'>[];
}

/**
 * The yield of a criterion over the chips of a cell; `isSequential`: they were as many as turned out to be needed; `replicates`: their
 * plan's, null of independent chips.
 */
export function yieldOf(
  { chips, run, passed, unknown, deadZone }: Answers,
  screening: ScreeningTally | null,
  isSequential = false,
  replicates: ReplicatedAnswers | null = null,
): Yield {
  const between = isSequential ? sequenceBetween : fixedBetween;
  const refused = chips - run;
  const ofRun = replicates === null ? between(passed, passed + unknown, run) : replicatedBetween(replicates, 'run');
  const { fraction, wilson, clopperPearson } = screening === null ? ofRun : screenedBetween(screening, isSequential);
  const all =
    replicates === null ? between(passed, passed + unknown + refused, chips) : replicatedBetween(replicates, 'chips');
  const noticeable = screening === null && refused > 0 && refused + unknown > NOTICEABLE * chips;
  return {
    n: run,
    passed,
    unknown,
    refused,
    deadZone,
    fraction,
    wilson,
    clopperPearson,
    screened: screening === null ? null : screenedSummary(screening, isSequential),
    ofAll: all.fraction === null || !noticeable ? null : { chips, fraction: all.fraction, wilson: all.wilson },
  };
}

function screenedBetween(screening: ScreeningTally, isSequential: boolean) {
  const fixed = screenedYield(screening);
  if (!isSequential) return fixed;
  const sequence = screenedSequence(screening, screening.sample);
  return { ...fixed, wilson: sequence, clopperPearson: sequence };
}

function screenedSummary({ near, passing, failing }: ScreeningTally, isSequential: boolean): ScreenedSummary {
  const boundsOf = isSequential ? wrongnessSequence : wrongness;
  const checked = (part: Foretold) => ({ ...part, bounds: boundsOf(part) });
  return {
    simulated: near.chips + passing.checked + failing.checked,
    near: { ...near },
    passing: checked(passing),
    failing: checked(failing),
  };
}

/** Of a count that is known to lie between two. */
function fixedBetween(low: number, high: number, n: number) {
  const [a, b] = [proportion(low, n), proportion(high, n)];
  const fraction: Interval | null = a.fraction === null || b.fraction === null ? null : [a.fraction, b.fraction];
  const wilson: Interval = [a.wilson[0], b.wilson[1]];
  const clopperPearson: Interval = [a.clopperPearson[0], b.clopperPearson[1]];
  return { fraction, wilson, clopperPearson };
}

/** The same where the number of chips was not fixed beforehand. */
function sequenceBetween(low: number, high: number, n: number) {
  const fraction: Interval | null = n === 0 ? null : [low / n, high / n];
  const sequence: Interval = [confidenceSequence(low, n)[0], confidenceSequence(high, n)[1]];
  return { fraction, wilson: sequence, clopperPearson: sequence };
}

/** The same of a plan's chips: of those that could be run, or of all. */
function replicatedBetween({ chips, run, counts }: ReplicatedAnswers, of: 'run' | 'chips') {
  const whole = of === 'run' ? run : chips;
  const low = counts.map(({ passed }, r) => ({ part: passed, whole: whole[r] }));
  const high = counts.map(({ passed, unknown }, r) => ({
    part: passed + unknown + whole[r] - run[r],
    whole: whole[r],
  }));
  const n = whole.reduce((sum, own) => sum + own, 0);
  const share = (of: typeof low) => of.reduce((sum, { part }) => sum + part, 0) / n;
  const fraction: Interval | null = n === 0 ? null : [share(low), share(high)];
  const interval: Interval = [replicatedInterval(low)[0], replicatedInterval(high)[1]];
  return { fraction, wilson: interval, clopperPearson: interval };
}

/** The least that the yield is, every refused and unknown chip failing where they are noticeable, and its lower limit. */
export function surely({ fraction, wilson, ofAll }: Yield): { readonly fraction: number; readonly limit: number } {
  if (ofAll !== null) return { fraction: ofAll.fraction[0], limit: ofAll.wilson[0] };
  return { fraction: fraction?.[0] ?? 0, limit: wilson[0] };
}
