import { CRITERIA, type Criterion } from '../../model/metrics.ts';
import { isStable, OUTCOMES } from '../../model/outcomes.ts';
import { points as inPoints } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { anglesInWords, capital, metricName, ruleName } from '../words.ts';
import { surely } from '../yield.ts';
import { passedInWords } from '../yield-text.ts';
import { atPlaces, extremesOf, type Place, placesOf, wholeLines } from './extremes.ts';

const FAILING = OUTCOMES.filter((outcome) => isStable(outcome) === false);

/** The first yield that a rule does not keep on every chip; null: it keeps all. */
export function brokenOf(places: readonly Place[]): Criterion | null {
  const breaks = (criterion: Criterion) => places.some(({ cell }) => failed(cell, criterion) > 0);
  return CRITERIA.find(breaks) ?? null;
}

/** The yield whose picture proves what is said: the first that some rule breaks, else that all chips are stable. */
export function proofOf(summary: Summary): Criterion {
  const broken = summary.rules.map((_, index) => brokenOf(placesOf(summary, index)));
  return CRITERIA.find((criterion) => broken.includes(criterion)) ?? 'stable';
}

function failed(cell: CellSummary, criterion: Criterion): number {
  const { n, passed, unknown } = cell[criterion];
  return n - passed - unknown;
}

/** What gives way first, where it does most. */
export function weakness(summary: Summary, places: readonly Place[]): string {
  if (places.length === 0) return 'Not known.';
  const broken = brokenOf(places);
  if (broken === null) return 'Nothing on the chips that were tried.';
  const { worst } = extremesOf(places, broken)!;
  const [{ cell }] = worst;
  const count = `${failed(cell, broken)} of ${cell[broken].n} chips${atPlaces(worst, summary)}`;
  if (broken === 'inRange') return `Rails: no chip is unstable, but inputs are clipped on ${count}.`;
  if (broken === 'aligned')
    return `The gradient: every chip is stable, but a layer is beyond ${anglesInWords(summary)} on ${count}.`;
  const ends = FAILING.filter((outcome) => cell.chipOutcomes[outcome] > 0)
    .sort((a, b) => cell.chipOutcomes[b] - cell.chipOutcomes[a])
    .map((outcome) => `${outcome}\u00a0${cell.chipOutcomes[outcome]}`);
  return `Stability: ${count} (${ends.join(', ')}).`;
}

/** Where in the run that is better, beyond what the intervals leave open. */
export function remedy(summary: Summary, places: readonly Place[], index: number): string {
  const broken = brokenOf(places);
  if (broken === null) return 'Nothing that this run shows.';
  const { worst, best } = extremesOf(places, broken)!;
  const found = [...elsewhere(summary, worst[0], best, broken), ...underTheOther(summary, worst[0], index, broken)];
  return found.length > 0 ? `${capital(found.join('; or '))}.` : NOTHING_BETTER;
}

const NOTHING_BETTER =
  'No point or rule of this run is better beyond its interval; sweep beta, device.spread or a parameter to find what helps.';

function elsewhere(summary: Summary, { cell }: Place, best: readonly Place[], broken: Criterion): string[] {
  const own = best[0].cell[broken];
  if (surely(own).limit <= cell[broken].wilson[1]) return [];
  const lines = wholeLines(best, summary);
  const where = atPlaces(best, summary).replace(/^ at /, '');
  return [`${where}${lines === null ? '' : ` (${lines})`}: ${metricName(broken)} on ${passedInWords(own)} of ${own.n}`];
}

/** Of the first two rules, which a report compares on the same chips. */
function underTheOther({ rules }: Summary, { point }: Place, index: number, broken: Criterion): string[] {
  if (point.comparison === null || index > 1) return [];
  const { difference, interval, n } = point.comparison[broken];
  const sign = index === 0 ? -1 : 1;
  const gain = [interval[0] * sign, interval[1] * sign].sort((a, b) => a - b);
  if (difference === null || gain[0] <= 0) return [];
  const of = gain.map(inPoints).join(' to ');
  return [
    `${ruleName(rules[1 - index])}: ${inPoints(sign * difference)} points ${metricName(broken)} on the same ${n} chips (${of})`,
  ];
}
