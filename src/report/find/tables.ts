import type { LimitFit } from '../../montecarlo/inquiries/noisy-limit.ts';
import { percent, percentInterval, threeDigits, withPlainUnit } from '../format.ts';
import { NONE, type Table, tableOf } from '../tables/table.ts';
import { ruleName, specName } from '../words.ts';
import { endInWords, fittedInWords, misfitInWords } from './noisy.ts';
import type { Confirmed, FindSummary, Limit, NoisyEnd, Range } from './summary.ts';

/** Every limit: where the target is reached, where this is shown, and from where on it is missed. */
export function limitTable({ limits, others, along }: FindSummary): Table {
  const noisy = limits.some((limit) => limit.noisy !== undefined);
  const events = limits.some(({ confirmed }) => confirmed.length > 0);
  return tableOf(others.length > 0 ? 2 : 1, limits, [
    ...(others.length > 0 ? [['point', ({ at }: Limit) => at] as const] : []),
    ['rule', ({ rule }) => ruleName(rule)],
    ['spec', ({ spec }) => specName(spec)],
    ['target', ({ target }) => percent(target)],
    [`${along.name} reached`, ({ reached }) => rangeInWords(reached)],
    ['shown', ({ shown }) => rangeInWords(shown)],
    ['not missed', ({ possible }) => rangeInWords(possible)],
    ...(events ? [['by events at the limit', ({ confirmed }: Limit) => confirmedInWords(confirmed)] as const] : []),
    ...(noisy
      ? [
          ['by the fit (95 %)', (limit: Limit) => ofEnds(limit, fittedInWords)] as const,
          ['rests on', (limit: Limit) => ofEnds(limit, restsOn)] as const,
        ]
      : []),
  ]);
}

function ofEnds(limit: Limit, inWords: (noisy: NoisyEnd) => string): string {
  const { noisy = [] } = limit;
  return noisy.length === 0 ? NONE : noisy.map((own) => `${endInWords(limit, own)}${inWords(own)}`).join('; ');
}

function restsOn({ standing }: NoisyEnd): string {
  return standing === null ? 'fit' : 'count';
}

/** Every psychometric fit, and why it is not to be taken where it is not. */
export function fitTable({ limits, others }: FindSummary): Table {
  const ends = endsOf(limits);
  return tableOf(others.length > 0 ? 4 : 3, ends, [
    ...keysOf(others.length > 0),
    ['chips that change', ({ noisy: { changing, chips } }) => `${changing.length}/${chips}`],
    ['limit (95 %)', ({ noisy }) => fittedInWords(noisy)],
    ['half of them at', ({ noisy: { fit } }) => (fit === null ? NONE : onAxis(fit.curve.threshold, fit.axis))],
    ['scale', ({ noisy: { fit } }) => (fit === null ? NONE : scaleInWords(fit))],
    ['lapse', ({ noisy: { fit } }) => (fit === null ? NONE : percent(fit.curve.lapse))],
    ['misfit', ({ noisy }) => (noisy.fit === null ? NONE : misfitInWords(noisy))],
    ['design effect', ({ noisy: { fit } }) => (fit?.limit ? threeDigits(fit.limit.designEffect) : NONE)],
    ['rests on', ({ noisy: { standing } }) => (standing === null ? 'fit' : `count: ${standing}`)],
  ]);
}

/** What chips answered under other noise, at every value where they were asked. */
export function presentedTable({ limits, others, along }: FindSummary): Table {
  const places = endsOf(limits).flatMap((own) => own.noisy.places.map((place) => ({ ...own, place })));
  return tableOf(others.length > 0 ? 5 : 4, places, [
    ...keysOf(others.length > 0),
    [along.name, ({ place }) => place.label],
    ['keep it', ({ place: { kept, runs } }) => `${kept}/${runs}`],
    ['by the fit', ({ place: { fitted } }) => (fitted === null ? NONE : percent(fitted))],
    ['chips that change', ({ place: { changing } }) => String(changing)],
    ['not known', ({ place: { unknown } }) => String(unknown)],
  ]);
}

interface EndOf {
  readonly limit: Limit;
  readonly noisy: NoisyEnd;
}

function endsOf(limits: readonly Limit[]): EndOf[] {
  return limits.flatMap((limit) => (limit.noisy ?? []).map((noisy) => ({ limit, noisy })));
}

/** Columns that tell the ends of limits apart. */
function keysOf(points: boolean) {
  return [
    ...(points ? [['point', ({ limit }: EndOf) => limit.at] as const] : []),
    ['rule', ({ limit }: EndOf) => ruleName(limit.rule)] as const,
    ['spec', ({ limit }: EndOf) => specName(limit.spec)] as const,
    ['end', ({ noisy }: EndOf) => noisy.end] as const,
  ];
}

function onAxis(x: number, { unit, logarithmic }: LimitFit['axis']): string {
  return withPlainUnit(logarithmic ? Math.exp(x) : x, unit);
}

/** What moves the logit by 1: so much, or so many times. */
function scaleInWords({ curve: { slope }, axis }: LimitFit): string {
  const scale = Math.abs(1 / slope);
  return axis.logarithmic ? `× ${threeDigits(Math.exp(scale))}` : onAxis(scale, axis);
}

/** "0.5 to 0.34", an end that is the axis's own marked. */
export function rangeInWords(range: Range | null): string {
  if (range === null) return 'nowhere';
  const { from, to } = range;
  if (from.open && to.open && from.label !== to.label) return `all of it`;
  return from.label === to.label ? `${from.label} only` : `${from.label} to ${to.label}`;
}

function confirmedInWords(confirmed: readonly Confirmed[]): string {
  if (confirmed.length === 0) return NONE;
  return confirmed
    .map(({ label, chips, kept, same }) => `${kept}/${chips} at ${label}, ${same} as foretold`)
    .join('; ');
}

/** The yield at every value of the axis. */
export function curveTable({ limits, along, others }: FindSummary): Table {
  const lines = limits.flatMap((limit) => limit.curve.map((point) => ({ limit, point })));
  return tableOf(3, lines, [
    ...(others.length > 0 ? [['point', ({ limit }: (typeof lines)[number]) => limit.at] as const] : []),
    ['rule', ({ limit }) => ruleName(limit.rule)],
    ['spec', ({ limit }) => specName(limit.spec)],
    [along.name, ({ point }) => point.label],
    ['keep it', ({ point: { passed, failed, unknown } }) => `${passed}/${passed + failed + unknown}`],
    ['bounds', ({ point: { low, high } }) => percentInterval([low, high])],
    ['not known', ({ point }) => String(point.unknown)],
  ]);
}

export const LIMIT_NOTE =
  'Reached: the longest stretch of values at which so many chips keep the spec, chips that are undecided or could not be run ' +
  'counted as failing. Shown: where the exact one-sided 95 % bound of the yield reaches the target too. Not missed: as far as its ' +
  'upper bound does; beyond, the target is missed. All three are as fine as the values of the axis.';

export const FIT_NOTE =
  'Every chip was run anew at the same values about each limit, each time under other noise, and a logistic curve with a lapse fitted by ' +
  'maximum likelihood: what is not known or could not be run counts as failing. Interval: profile likelihood, stretched by the ' +
  'design effect, since the answers of one chip are alike. p: how often answers of the fitted law would be as far from it, chips being ' +
  'resampled. Where the fit rests on nothing the counted limit stands.';
