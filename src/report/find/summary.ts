import type { Rule } from '../../model/rules.ts';
import { type Edges, edgesOf, type Stretch } from '../../montecarlo/inquiries/edges.ts';
import { confirmations } from '../../montecarlo/inquiries/find.ts';
import { type Confirm, type FindAnswer, KEEPS } from '../../montecarlo/inquiries/find-answer.ts';
import { findOf } from '../../montecarlo/inquiries/lines.ts';
import { type NoisyLimit, type NoisyPlace, noisyLimitsOf } from '../../montecarlo/inquiries/noisy-limit.ts';
import { targetFraction, yieldBounds } from '../../montecarlo/statistics/spec.ts';
import type { Study } from '../../montecarlo/study.ts';
import type { StudyManifest } from '../../store/study-manifest.ts';
import { axisSummary, coordinatesInWords } from '../axes.ts';
import { headingOf, type InquiryHeading } from '../inquiries/heading.ts';
import type { AxisSummary } from '../summary.ts';

/** summary.json of a find: every number of its report, from the manifest and the answers alone. */
export interface FindSummary extends InquiryHeading {
  readonly format: 'dyadsim/find-summary@1';
  readonly along: AxisSummary;
  /** Axes besides it. */
  readonly others: readonly AxisSummary[];
  /** Chips under a rule at a point: looked at, what the whole grid would be, and run again under other noise, each time; absent: none was. */
  readonly runs: { readonly made: number; readonly grid: number; readonly presented?: number };
  /** Why the first chip that could not be run somewhere could not; null: all could. */
  readonly whyRefused: string | null;
  readonly limits: readonly Limit[];
}

/** How far a spec reaches its target under one rule, at one place on the other axes. */
export interface Limit {
  readonly at: string;
  readonly coordinates: readonly { readonly path: string; readonly label: string; readonly value: number | string }[];
  readonly rule: Rule;
  readonly spec: string;
  /** Fraction of chips that have to keep it. */
  readonly target: number;
  readonly reached: Range | null;
  readonly shown: Range | null;
  readonly possible: Range | null;
  /** Yield at every value of the axis, with exact one-sided 95 % bounds. */
  readonly curve: readonly CurvePoint[];
  readonly confirmed: readonly Confirmed[];
  /** Its ends, asked again under other noise; absent: nothing was. */
  readonly noisy?: readonly NoisyEnd[];
}

/** An end of what is reached as `NoisyLimit` has it, with the values of its places. */
export interface NoisyEnd extends Omit<NoisyLimit, 'places'> {
  readonly places: readonly (Omit<NoisyPlace, 'place'> & Pick<End, 'value' | 'label'>)[];
}

/** Values of the axis from one to another, both included; `open`: that end is the end of the axis. */
export interface Range {
  readonly from: End;
  readonly to: End;
}

export interface End {
  readonly value: number | string;
  readonly label: string;
  readonly open: boolean;
}

export interface CurvePoint {
  readonly value: number | string;
  readonly label: string;
  readonly passed: number;
  readonly failed: number;
  /** Not known, or refused. */
  readonly unknown: number;
  readonly low: number;
  readonly high: number;
}

/** Chips that events ran at a limit. */
export interface Confirmed {
  readonly label: string;
  readonly chips: number;
  /** That keep the spec by stationary states, and by events. */
  readonly foretold: number;
  readonly kept: number;
  /** Of which both say the same. */
  readonly same: number;
}

export function findSummary(manifest: StudyManifest, study: Study, answers: readonly FindAnswer[]): FindSummary {
  const { scenario } = manifest;
  const axes = scenario.sweep.map(axisSummary);
  const { along } = findOf(scenario);
  const others = axes.filter(({ path }) => path !== along);
  const made = answers.flatMap((answer) => ('lines' in answer ? answer.lines : []));
  const limits = edgesOf(study, answers);
  const asked = confirmations(limits);
  const byEvents = answers.filter((answer) => 'confirmed' in answer);
  const noisy = noisyLimitsOf(study, limits, answers);
  const presented = answers.flatMap((answer) => ('presented' in answer ? answer.presented.flat(2) : [])).length;
  return {
    format: 'dyadsim/find-summary@1',
    ...headingOf(manifest),
    along: axes.find(({ path }) => path === along)!,
    others,
    runs: {
      made: made.reduce((sum, { places }) => sum + places.length, 0),
      grid: scenario.chips * scenario.rules.length * study.points.length,
      ...(presented === 0 ? {} : { presented }),
    },
    whyRefused: made.find(({ error }) => error !== null)?.error ?? null,
    limits: limits.map((edges, i) => {
      const confirmed =
        byEvents.length === 0 ? [] : edges.edges.map((place) => confirmedAt(edges, place, asked, byEvents));
      return limitOf(edges, confirmed, noisy[i], others, along);
    }),
  };
}

function limitOf(
  edges: Edges,
  confirmed: readonly Omit<Confirmed, 'label'>[],
  noisy: readonly NoisyLimit[],
  others: readonly AxisSummary[],
  along: string,
): Limit {
  const { line, rule, spec, counts } = edges;
  const ends = line.points.map(({ coordinates }) => coordinates.find(({ path }) => path === along)!);
  const end = (place: number): End => {
    const { value, label } = ends[place];
    return { value, label, open: place === 0 || place === ends.length - 1 };
  };
  const range = (stretch: Stretch | null) => stretch && { from: end(stretch.from), to: end(stretch.to) };
  return {
    at: coordinatesInWords(others, line.others),
    coordinates: line.others,
    rule,
    spec: spec.name,
    target: targetFraction(edges.target),
    reached: range(edges.reached),
    shown: range(edges.shown),
    possible: range(edges.possible),
    curve: counts.map((own, place) => {
      const [low, high] = yieldBounds(own);
      return { value: ends[place].value, label: ends[place].label, ...own, low, high };
    }),
    confirmed: confirmed.map((own, i) => ({ label: ends[edges.edges[i]].label, ...own })),
    ...(noisy.length === 0 ? {} : { noisy: noisy.map((own) => noisyEnd(own, ends)) }),
  };
}

function noisyEnd(noisy: NoisyLimit, ends: readonly Pick<End, 'value' | 'label'>[]): NoisyEnd {
  const places = noisy.places.map(({ place, ...own }) => ({
    value: ends[place].value,
    label: ends[place].label,
    ...own,
  }));
  return { ...noisy, places };
}

/** What events and stationary states say of the same chips at one end of a stretch. */
function confirmedAt(
  { line, rule, place: s, letters }: Edges,
  place: number,
  asked: readonly Confirm[],
  byEvents: readonly Extract<FindAnswer, { readonly confirmed: unknown }>[],
) {
  const at = asked.findIndex((confirm) => confirm.point === line.points[place].index && confirm.rule === rule);
  const pairs = byEvents.map(({ chip, confirmed }) => {
    return { foretold: letters.get(chip)?.[place] === KEEPS, kept: confirmed[at][s] === KEEPS };
  });
  return {
    chips: pairs.length,
    foretold: pairs.filter(({ foretold }) => foretold).length,
    kept: pairs.filter(({ kept }) => kept).length,
    same: pairs.filter(({ foretold, kept }) => foretold === kept).length,
  };
}
