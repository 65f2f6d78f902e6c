import type { Criterion } from '../../model/metrics.ts';
import type { Layout, Panel } from '../axes.ts';
import { counted, percent, percentBetween, threeDigits } from '../format.ts';
import { decibels } from '../glance/margin.ts';
import { reachesOf } from '../glance/reach.ts';
import type { PointSummary, Summary } from '../summary.ts';
import { type CellSummary, CHIP_OUTCOMES } from '../summary-cell.ts';
import { chipsInWords, followedInWords, ruleName } from '../words.ts';
import { onInputs } from '../yield-text.ts';
import { boxPlot, type Measure } from './box-chart.ts';
import { coursePlans } from './course-plans.ts';
import { fittingTitle } from './fitting-title.ts';
import type { LegendEntry, Plot } from './frame.ts';
import { inputsPlot } from './inputs-chart.ts';
import { lineLegend, outcomeLegend } from './legend.ts';
import {
  angleMeasure,
  eventsMeasure,
  failingMeasure,
  lossMeasure,
  marginMeasure,
  settlingMeasure,
  updateMeasure,
} from './measures.ts';
import { outcomePlot } from './outcome-chart.ts';
import { reachLegend, reachPlot } from './reach-chart.ts';
import { tailPlot } from './tail-plot.ts';
import { texturePattern } from './texture.ts';
import { OUTCOME_MARKS } from './theme.ts';
import { yieldPlans } from './yield-plans.ts';

export type Subject =
  | Criterion
  | 'reach'
  | 'inputs'
  | 'outcomes'
  | 'angle'
  | 'settling'
  | 'margin'
  | 'tail'
  | 'loss'
  | 'course'
  | 'critical'
  | 'loop'
  | 'example';

/** How a picture of a run is made, once for every panel, or once for all. */
export interface Plan {
  readonly subject: Subject;
  /** Of all points together, not of every panel. */
  readonly isWhole?: true;
  readonly name: string;
  readonly title: string;
  /** The title of a picture of all points, with what they show. */
  readonly finding?: string;
  readonly note: string;
  readonly legend: (id: string) => readonly LegendEntry[];
  readonly patterns: (id: string) => string;
  readonly plot: (id: string, panel: Panel) => Promise<Plot>;
  readonly alt: (cell: CellSummary) => string;
}

/** All pictures of a run, in the order of its report. */
export function plansOf(summary: Summary, { along }: Layout): Plan[] {
  const { setup, seed } = summary;
  const chips = chipsInWords(summary, 'run');
  const on = onInputs(setup.probes);
  const size = `${chips} per point and rule`;
  const end = `Seed ${seed}.`;
  const boxes = (subject: Subject, name: string, title: string, which: string, measure: Measure | null): Plan[] =>
    measure === null
      ? []
      : [
          {
            subject,
            name,
            title,
            note: `${which} Box: quartiles; whiskers: 5 to 95 %; inner bar: 95 % interval of the median. ${end}`,
            legend: () => [],
            patterns: () => '',
            plot: (id, panel) => boxPlot(id, along, panel, measure),
            alt: (cell) => `median ${measure.quantiles(cell)?.median.toPrecision(3) ?? 'unknown'}`,
          },
        ];
  const met = CHIP_OUTCOMES.filter((outcome) => summary.points.some(occurs(outcome)));
  return [
    ...yieldPlans(summary, along),
    ...reach(summary, end),
    ...coursePlans(summary),
    {
      subject: 'inputs',
      name: 'inputs',
      title: 'Yield and the number of inputs',
      note:
        `Ring: stable on 1 input; diamond: ${on}; ticks: numbers between. Wide bar: 95 % interval of the diamond, whole ` +
        `chips resampled. n = ${size}. ${end}`,
      legend: () => [],
      patterns: () => '',
      plot: (id, panel) => inputsPlot(id, along, panel),
      alt: ({ inputs }) =>
        inputs === null
          ? 'unknown'
          : inputs.curve.map(({ inputs: n, fraction }) => `on ${n}: ${percentBetween(fraction)}`).join(', '),
    },
    ...boxes(
      'inputs',
      'failing-inputs',
      'Failing inputs of a chip',
      `Of ${counted(setup.probes, 'input')}, undecided ones taken as failing; of ${chips}: those with none.`,
      failingMeasure(summary),
    ),
    {
      subject: 'outcomes',
      name: 'outcomes',
      title: 'How chips end',
      note: `Worst outcome of a chip\u2019s ${counted(setup.probes, 'input')}. n = ${chipsInWords(summary, 'all')} per point and rule; intervals in the table. ${end}`,
      legend: (id) => met.map((outcome) => outcomeLegend(id, outcome)),
      patterns: (id) =>
        met
          .map((outcome) => ({ outcome, ...OUTCOME_MARKS[outcome] }))
          .map(({ outcome, texture, ink }) => (texture === null ? '' : texturePattern(id, outcome, texture, ink)))
          .join(''),
      plot: (id, panel) => outcomePlot(id, along, panel),
      alt: ({ chipOutcomes }) =>
        CHIP_OUTCOMES.filter((outcome) => chipOutcomes[outcome] > 0)
          .map((outcome) => `${chipOutcomes[outcome]} ${outcome}`)
          .join(', '),
    },
    ...boxes(
      'angle',
      'gradient-angle',
      'Angle of the gradient',
      `n: those of ${chips} that are stable.`,
      angleMeasure(summary),
    ),
    ...boxes(
      'settling',
      'settling-time',
      'Settling time',
      `n: those of ${chips} with an input that comes to rest in a stable word.`,
      settlingMeasure(summary),
    ),
    ...boxes('settling', 'events', 'Events', `n: those of ${chips} that were simulated.`, eventsMeasure(summary)),
    ...boxes(
      'settling',
      'energy',
      'Energy of an update',
      `Events and standing power, without pulses that change weights; n: those of ${chips} that were simulated.`,
      updateMeasure(summary),
    ),
    ...boxes(
      'margin',
      'gain-margin',
      'Gain margin of the branches',
      `Of ${chips}: with a finite margin; with an input whose branch is lost, which has none; not stable in simulation.`,
      marginMeasure(summary),
    ),
    ...tail(summary, end),
    ...boxes(
      'loss',
      'branch-end',
      'How far beta may grow before a branch ends',
      `Of ${chips}; those whose branches do not end as far as they were followed, ${followedInWords(summary)}, count with that.`,
      lossMeasure(summary),
    ),
  ];
}

function occurs(outcome: (typeof CHIP_OUTCOMES)[number]) {
  return ({ cells }: PointSummary) => cells.some(({ chipOutcomes }) => chipOutcomes[outcome] > 0);
}

/** How the chips of every rule come down to small margins. */
function tail(summary: Summary, end: string): Plan[] {
  const tails = summary.tails.filter(({ steps, lost }) => steps.length > 0 || lost > 0);
  if (tails.length === 0) return [];
  const found = tails.map(({ rule, edges: [limit], chips }) => `${ruleName(rule)} ${percent(limit.chips / chips)}`);
  const places =
    summary.points.length === 1 ? '' : ` Each rule where most are beyond the limit: ${placesInWords(tails, summary)}.`;
  const without = tails.flatMap(({ rule, lost, unknown, infinite }) => {
    const parts = [
      ...(lost > 0 ? [`${lost} have lost a branch and are below every margin`] : []),
      ...(infinite > 0 ? [`${infinite} have an infinite margin`] : []),
      ...(unknown > 0 ? [`of ${unknown} it is not known`] : []),
    ];
    return parts.length === 0 ? [] : [` ${ruleName(rule)}: ${parts.join(', ')}.`];
  });
  return [
    {
      subject: 'tail',
      name: 'margin-tail',
      title: 'Part of chips with no more than a gain margin',
      finding: fittingTitle(`Beyond the limit: ${found.join(', ')}`, 'Part of chips with no more than a gain margin'),
      note: `Of ${chipsInWords(summary, 'run')} those with no more than a gain margin, exact 95 % intervals at each.${places}${without.join('')} ${end}`,
      isWhole: true,
      legend: () => lineLegend(summary.rules),
      patterns: () => '',
      plot: (id) => tailPlot(id, summary),
      alt: ({ smallestMargin }) =>
        smallestMargin === null ? 'no finite gain margin' : `smallest gain margin ${decibels(smallestMargin.value)}`,
    },
  ];
}

function placesInWords(tails: Summary['tails'], { points }: Summary): string {
  return tails.map(({ rule, point }) => `${ruleName(rule)} ${points[point!].label}`).join('; ');
}

/** How far beta may go under every rule. */
function reach(summary: Summary, end: string): Plan[] {
  const reaches = reachesOf(summary);
  if (reaches === null || reaches.length === 0) return [];
  const places = [...new Set(reaches.map(({ where }) => where))].filter((where) => where !== '');
  const worst = places.length === 0 ? '' : ' Each rule at its worst point.';
  const betas = [...new Set(summary.points.map(({ beta }) => beta))];
  const hasUsable = reaches.some(({ usable }) => usable.length > 0);
  const frame = hasUsable ? ' Framed: 90 % of chips stable and aligned.' : '';
  return [
    {
      subject: 'reach',
      name: 'beta-reach',
      title: 'How far beta may go',
      note: `Beta at which the first, and half, of ${chipsInWords(summary, 'run')} lose an input\u2019s branch; no interval.${worst} Dashed: this run.${frame} ${end}`,
      isWhole: true,
      legend: () => reachLegend(reaches),
      patterns: () => '',
      plot: (id) => reachPlot(id, reaches, betas),
      alt: ({ lossBeta }) =>
        lossBeta?.lowest == null
          ? 'no branch ends as far as followed'
          : `first branch ends at beta ${threeDigits(lossBeta.lowest)}`,
    },
  ];
}
