import { exp, ln } from '../../model/elementary.ts';
import { stream } from '../../random/stream.ts';
import { type AskedChips, answersAt } from '../psychometric/answers.ts';
import { fitPsychometric, type Psychometric, psychometricAt } from '../psychometric/curve.ts';
import { type FittedLimit, limitInterval } from '../psychometric/limit.ts';
import { type Misfit, misfitOf } from '../psychometric/misfit.ts';
import { targetFraction } from '../statistics/spec.ts';
import type { Study } from '../study.ts';
import { type AxisNumbers, axisNumbers } from './axis-numbers.ts';
import type { Edges } from './edges.ts';
import { FAILS, type FindAnswer, KEEPS } from './find-answer.ts';
import { findOf } from './lines.ts';
import { ENDS, type End, FEWEST_PLACES, placesAbout, presentationsOf } from './presentations.ts';

/** One end of the stretch on which a target is reached, asked again under other noise. */
export interface NoisyLimit {
  readonly end: End;
  readonly chips: number;
  /** How often each of them was run at each place. */
  readonly times: number;
  /** Numbers of the chips that did not answer alike at one place or more. */
  readonly changing: readonly number[];
  /** In the order of the line. */
  readonly places: readonly NoisyPlace[];
  /** Null: there is none; `standing` says why. */
  readonly fit: LimitFit | null;
  /** Why the counted limit stands; null: the fitted one does. */
  readonly standing: string | null;
}

/** All runs at one place of a line. */
export interface NoisyPlace {
  readonly place: number;
  readonly kept: number;
  readonly runs: number;
  /** Of which it is not known, or that could not be made. They count as not kept. */
  readonly unknown: number;
  /** Chips that did not answer alike here. */
  readonly changing: number;
  /** By the fit; null: there is none. */
  readonly fitted: number | null;
}

/** A psychometric function and its limit, in numbers of the axis, or in their natural logarithms. */
export interface LimitFit {
  readonly curve: Psychometric;
  readonly axis: Pick<AxisNumbers, 'unit' | 'logarithmic'>;
  /** In numbers of the axis; null: the curve does not come to the target. */
  readonly limit: FittedLimit | null;
  readonly misfit: Misfit;
  /** Values less what was fitted. */
  readonly freedom: number;
}

/** Of fewer chips the interval does not cover what it says. */
const FEWEST_CHIPS = 20;
/** A fit that is worse than this part of those of its own law is no fit. */
const POOR = 0.05;
const SAMPLES = 200;
/** Threshold, slope, lapse. */
const FITTED = 3;

/** For each limit what other noise says of its ends; none where nothing was run again. */
export function noisyLimitsOf(study: Study, limits: readonly Edges[], answers: readonly FindAnswer[]): NoisyLimit[][] {
  const chips = answers.flatMap((answer) => ('presented' in answer ? [answer] : []));
  const asked = presentationsOf(study, limits);
  return limits.map((limit) => {
    const at = asked.findIndex(({ line, rule }) => line === limit.number && rule === limit.rule);
    if (at < 0 || chips.length === 0) return [];
    const { places: all, times } = asked[at];
    return ENDS.flatMap((end) => {
      const places = placesAbout(limit, end, findOf(study.points[0].scenario).coarse);
      if (places.length === 0) return [];
      const asking = chips.map(({ chip, presented }) => {
        return {
          chip,
          letters: places.map((place) => presented[at][all.indexOf(place)].map((own) => own[limit.place])),
        };
      });
      return [noisyLimit(study, limit, end, places, times, asking)];
    });
  });
}

/** What a chip answered, by place and time. */
interface AskedChip {
  readonly chip: number;
  readonly letters: readonly (readonly string[])[];
}

function noisyLimit(
  { seed, points: [{ scenario }] }: Study,
  { line, number, rule, spec, target }: Edges,
  end: End,
  places: readonly number[],
  times: number,
  chips: readonly AskedChip[],
): NoisyLimit {
  const values = line.points.map(({ coordinates }) => {
    return coordinates.find(({ path }) => path === findOf(scenario).along)!.value;
  });
  const axis = axisNumbers(values);
  const kept = chips.map(({ letters }) => letters.map((every) => every.filter((letter) => letter === KEEPS).length));
  const differs = chips.map(({ letters }) => letters.map((every) => new Set(every).size > 1));
  const changing = chips.filter((_, i) => differs[i].includes(true)).map(({ chip }) => chip);
  const random = stream(seed, 'find', 'misfit', number, rule, spec.name, end);
  const wanted = targetFraction(target);
  const unfit = whyUnfit(axis, places.length, chips.length, changing.length);
  const fit = unfit === null && axis !== null ? fitted(axis, places, { times, kept }, wanted, random) : null;
  return {
    end,
    chips: chips.length,
    times,
    changing,
    places: places.map((place, j) => ({
      place,
      kept: kept.reduce((sum, own) => sum + own[j], 0),
      runs: times * chips.length,
      unknown: chips.reduce((sum, { letters }) => sum + letters[j].filter(isUnknown).length, 0),
      changing: differs.filter((own) => own[j]).length,
      fitted: fit === null || axis === null ? null : psychometricAt(fit.curve, coordinate(axis, place)),
    })),
    fit,
    standing: unfit ?? (fit === null || axis === null ? null : whyPoor(fit, axis, end, places)),
  };
}

function isUnknown(letter: string): boolean {
  return letter !== KEEPS && letter !== FAILS;
}

function whyUnfit(axis: AxisNumbers | null, places: number, chips: number, changing: number): string | null {
  if (changing === 0) return 'no chip answers otherwise under other noise';
  if (axis === null) return 'the axis has no numbers that rise or fall';
  if (places < FEWEST_PLACES) return `the axis has fewer than ${FEWEST_PLACES} values about it`;
  return chips < FEWEST_CHIPS ? `there are fewer than ${FEWEST_CHIPS} chips` : null;
}

function fitted(
  axis: AxisNumbers,
  places: readonly number[],
  { times, kept }: Pick<AskedChips, 'times' | 'kept'>,
  wanted: number,
  random: () => number,
): LimitFit {
  const order = places.map((place, j) => ({ j, x: coordinate(axis, place) })).sort((a, b) => a.x - b.x);
  const chips = { xs: order.map(({ x }) => x), times, kept: kept.map((own) => order.map(({ j }) => own[j])) };
  const curve = fitPsychometric(answersAt(chips));
  const limit = limitInterval(chips, curve, wanted);
  const number = (x: number | null) => (x !== null && axis.logarithmic ? exp(x) : x);
  return {
    curve,
    axis: { unit: axis.unit, logarithmic: axis.logarithmic },
    limit: limit && { ...limit, value: number(limit.value)!, low: number(limit.low), high: number(limit.high) },
    misfit: misfitOf(chips, curve, SAMPLES, random),
    freedom: places.length - FITTED,
  };
}

function whyPoor(
  { curve, limit, misfit }: LimitFit,
  axis: AxisNumbers,
  end: End,
  places: readonly number[],
): string | null {
  const [first, last] = [places[0], places[places.length - 1]].map((place) => axis.values[place]);
  const rises = last > first === (end === 'from');
  if (rises !== curve.slope > 0) return 'the fitted curve does not lead from kept to failing';
  if (curve.steep) return 'the answers change within a step of the axis';
  if (limit === null) return 'by the fit more chips fail, however far they are from the limit, than the target leaves';
  if (limit.value < Math.min(first, last) || limit.value > Math.max(first, last)) {
    return 'the fitted limit lies beyond the values that were run';
  }
  return misfit.p < POOR ? 'the fit is poor' : null;
}

/** Where a place stands on the axis that the curve is fitted along. */
function coordinate({ values, logarithmic }: AxisNumbers, place: number): number {
  return logarithmic ? ln(values[place]) : values[place];
}
