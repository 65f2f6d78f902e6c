import { CRITERIA } from '../../model/metrics.ts';
import { chipsWithoutFailure, sequenceWithoutFailure, VERDICTS } from '../../montecarlo/statistics/spec.ts';
import { percentInterval } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { SpecSummary, Yield } from '../summary-cell.ts';
import { nearAll } from '../tables/specs.ts';
import { type Table, tableOf } from '../tables/table.ts';
import { boundText, metricName, ruleName, specName } from '../words.ts';
import { surely } from '../yield.ts';
import { passedInWords } from '../yield-text.ts';
import { atPlaces, extremesOf, type Place, placesOf } from './extremes.ts';

interface Requirement {
  readonly name: string;
  readonly rule: string;
  readonly where: string;
  readonly passed: string;
  readonly interval: string;
  readonly status: string;
  /** Those that fail come first, then by what is shown. */
  readonly rank: number;
  readonly shown: number;
}

const NO_TARGET = 'no target';

/** Specs, or where the scenario has none the three yields, of every rule where it does worst; those that fail first. */
export function requirementTable(summary: Summary): Table {
  const found = summary.rules.flatMap((rule, index) => {
    const places = placesOf(summary, index);
    const named = { rule: ruleName(rule) };
    const specs = specsOf(summary, index);
    return (specs.length > 0 ? specs : yieldsOf(summary, places)).map((own) => ({ ...own, ...named }));
  });
  const sorted = [...found].sort((a, b) => a.rank - b.rank || a.shown - b.shown);
  return tableOf(1, sorted, [
    ['requirement', ({ name }: Requirement) => name],
    ['rule', ({ rule }) => rule],
    ...(summary.points.length > 1 ? [['worst at', ({ where }: Requirement) => where] as const] : []),
    ['yield', ({ passed }) => passed],
    [isSpecified(summary) ? boundsName(summary) : '95 %', ({ interval }) => interval],
    ['target: status', ({ status }) => status],
  ]);
}

/** What the table does not say of itself. */
export function requirementNote(summary: Summary): string {
  const [some, most] = [0.99, 0.999].map((fraction) => withoutFailure(summary, fraction));
  const more = `${some} chips without a failure would show 99 %, ${most} 99.9 % (one-sided 95 %)`;
  return isSpecified(summary)
    ? `Every spec where the rule does worst; all points below. ${more}.`
    : `No targets, so nothing is passed or failed: what is shown is the lower end of the interval. ${more}.`;
}

function withoutFailure({ setup }: Summary, fraction: number): number {
  return setup.until === null ? chipsWithoutFailure({ fraction }) : sequenceWithoutFailure({ fraction });
}

function isSpecified({ points }: Summary): boolean {
  return points.some(({ cells }) => cells.some(({ specs }) => specs.length > 0));
}

function boundsName({ setup }: Summary): string {
  return setup.until === null ? 'one-sided 95 %' : '95 % sequence';
}

type Unnamed = Omit<Requirement, 'rule'>;

function yieldsOf(summary: Summary, places: readonly Place[]): Unnamed[] {
  return CRITERIA.flatMap((criterion) => {
    const extremes = extremesOf(places, criterion);
    if (extremes === null) return [];
    const { worst, isFlat } = extremes;
    const own: Yield = worst[0].cell[criterion];
    const { limit } = surely(own);
    return [
      {
        name: metricName(criterion),
        passed: `${passedInWords(own)}${own.screened === null ? '/' : ' of '}${own.n}`,
        interval: percentInterval(own.wilson),
        where: (isFlat ? ' every point' : atPlaces(worst, summary).replace(/^ at/, '')).trim(),
        status: NO_TARGET,
        rank: VERDICTS.length,
        shown: limit,
      },
    ];
  });
}

/** Every spec of a rule at the point where its verdict, then its lower bound, is worst. */
function specsOf({ points }: Summary, index: number): Unnamed[] {
  const names = [...new Set(points.flatMap(({ cells }) => cells[index].specs.map(({ name }) => name)))];
  return names.map((name) => {
    const own = points.flatMap(({ label, cells }) =>
      cells[index].specs.filter((spec) => spec.name === name).map((spec) => ({ label, spec })),
    );
    const [{ label, spec }] = [...own].sort(
      (a, b) => rankOf(a.spec) - rankOf(b.spec) || a.spec.bounds[0] - b.spec.bounds[0],
    );
    const [called, bound] = [specName(name), boundText(spec.metric, spec.min, spec.max)];
    return {
      name: called === bound ? bound : `${called}: ${bound}`,
      passed: `${spec.passed}/${spec.passed + spec.failed + spec.unknown + spec.refused}`,
      interval: spec.bounds.map(nearAll).join(' \u2013 '),
      where: label,
      status: statusOf(spec),
      rank: rankOf(spec),
      shown: spec.bounds[0],
    };
  });
}

function rankOf({ verdict }: SpecSummary): number {
  return verdict === null ? VERDICTS.length : VERDICTS.indexOf(verdict);
}

/** What is still to be done is said with it. */
function statusOf({ verdict, target, failed, unknown, refused }: SpecSummary): string {
  if (verdict === null || target === null) return NO_TARGET;
  const clean = failed + unknown + refused === 0;
  const needed = clean ? `needs ${target.chipsWithoutFailure} chips, none failing` : 'more chips would tell';
  return `${target.asked}: ${verdict}${verdict === 'not yet known' ? `, ${needed}` : ''}`;
}
