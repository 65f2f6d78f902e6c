import type { Spec, SpecTarget } from '../config/scenario.ts';
import type { Interval } from '../montecarlo/statistics/proportion.ts';
import {
  chipsWithoutFailure,
  inSigma,
  type SpecVerdict,
  sequenceVerdict,
  sequenceWithoutFailure,
  targetFraction,
  VERDICTS,
  verdictOf,
  yieldBounds,
  yieldSequence,
} from '../montecarlo/statistics/spec.ts';
import type { Summary } from './summary.ts';
import type { SpecSummary, SpecYield } from './summary-cell.ts';
import type { SpecTallies, SpecTally } from './tally/spec-tally.ts';

/** The specs of one rule at one point. */
export function specsOf({ specs, each, all }: SpecTallies, refused: number, isSequential: boolean) {
  const ways = isSequential
    ? { bounds: yieldSequence, verdict: sequenceVerdict, chips: sequenceWithoutFailure }
    : { bounds: yieldBounds, verdict: verdictOf, chips: chipsWithoutFailure };
  return {
    specs: specs.map((spec, s) => specSummary(spec, each[s], refused, ways)),
    allSpecs: specs.length === 0 ? null : yieldOfSpec(all, refused, ways),
  };
}

/** How bounds and verdicts are found: for a number of chips fixed beforehand, or for one that was found out. */
interface Ways {
  readonly bounds: typeof yieldBounds;
  readonly verdict: typeof verdictOf;
  readonly chips: typeof chipsWithoutFailure;
}

function specSummary(
  { name, metric, min, max, target }: Spec,
  tally: SpecTally,
  refused: number,
  ways: Ways,
): SpecSummary {
  const counts = { ...tally, unknown: tally.unknown + refused };
  return {
    name,
    metric,
    min,
    max,
    ...yieldOfSpec(tally, refused, ways),
    target:
      target === null
        ? null
        : {
            asked: inWords(target),
            fraction: targetFraction(target),
            chipsWithoutFailure: ways.chips(target),
          },
    verdict: target === null ? null : ways.verdict(counts, target),
  };
}

/** "3 sigma (99.865 %)" or "99 %". */
export function inWords(target: SpecTarget): string {
  const fraction = targetFraction(target);
  const percent = `${Number((100 * fraction).toFixed(Math.ceil(-Math.log10(1 - fraction))))} %`;
  return 'sigma' in target ? `${target.sigma} sigma (${percent})` : percent;
}

function yieldOfSpec({ passed, failed, unknown }: SpecTally, refused: number, ways: Ways): SpecYield {
  const n = passed + failed + unknown + refused;
  const fraction: Interval | null = n === 0 ? null : [passed / n, (passed + unknown + refused) / n];
  const bounds: Interval = n === 0 ? [0, 1] : ways.bounds({ passed, failed, unknown: unknown + refused });
  const finite = (value: number) => {
    const sigma = inSigma(value);
    return Number.isFinite(sigma) ? sigma : null;
  };
  return {
    passed,
    failed,
    unknown,
    refused,
    fraction,
    bounds,
    sigma: { fraction: fraction?.map(finite) ?? null, bounds: bounds.map(finite) },
  };
}

/** What a run says of all its targets: one that is missed decides, then one that is not known; null: there are none. */
export function verdictOfRun({ points, trials }: Pick<Summary, 'points' | 'trials'>): SpecVerdict | null {
  const verdicts = points.flatMap(({ cells }) =>
    cells.flatMap(({ specs }) => specs.flatMap(({ verdict }) => verdict ?? [])),
  );
  if (verdicts.length === 0) return null;
  const found = VERDICTS.find((verdict) => verdicts.includes(verdict))!;
  return found === 'pass' && trials.found < trials.expected ? 'not yet known' : found;
}
