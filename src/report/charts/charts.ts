import { type Layout, layoutOf, type Panel } from '../axes.ts';
import { counted, percentBetween } from '../format.ts';
import type { PointSummary, Summary } from '../summary.ts';
import { type CellSummary, CHIP_OUTCOMES } from '../summary-cell.ts';
import { anglesInWords, chipsInWords, followedInWords, intervalsInWords, ruleName } from '../words.ts';
import { chipsWithYield, onInputs } from '../yield-text.ts';
import { boxPlot, type Measure } from './box-chart.ts';
import { inline, type LegendEntry, type Plot, standalone } from './frame.ts';
import { inputsPlot } from './inputs-chart.ts';
import { lineLegend, outcomeLegend } from './legend.ts';
import { angleMeasure, failingMeasure, lossMeasure, marginMeasure, settlingMeasure } from './measures.ts';
import { outcomePlot } from './outcome-chart.ts';
import { texturePattern } from './texture.ts';
import { markOf, OUTCOME_MARKS } from './theme.ts';
import { type Criterion, yieldPlot } from './yield-chart.ts';

/** A picture of the report. */
export interface Chart {
  readonly subject: Subject;
  /** Name of its file under plots/. */
  readonly file: string;
  readonly title: string;
  /** n, interval and seed. */
  readonly note: string;
  /** Without title and note, for a page that writes them. */
  readonly inline: string;
  /** The file's content. */
  readonly standalone: string;
}

export type Subject = 'yield' | 'inputs' | 'outcomes' | 'angle' | 'settling' | 'margin' | 'loss';

interface Plan {
  readonly subject: Subject;
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly legend: (id: string) => readonly LegendEntry[];
  readonly patterns: (id: string) => string;
  readonly plot: (id: string, panel: Panel) => Promise<Plot>;
  readonly alt: (cell: CellSummary) => string;
}

/** All pictures of a run, one of each kind for every combination of the axes that are not drawn along. */
export async function drawCharts(summary: Summary): Promise<Chart[]> {
  const layout = layoutOf(summary);
  const plans = plansOf(summary, layout);
  const charts: Chart[] = [];
  for (const plan of plans) {
    for (const [i, panel] of layout.panels.entries()) charts.push(await draw(plan, panel, layout.panels.length, i));
  }
  return charts;
}

async function draw(plan: Plan, panel: Panel, panels: number, index: number): Promise<Chart> {
  const id = panels > 1 ? `${plan.name}-${index + 1}` : plan.name;
  const title = panel.title === '' ? plan.title : `${plan.title}: ${panel.title}`;
  const alt = panel.points.map((point) => inWords(point, plan.alt)).join(' ');
  const note = plan.note.replaceAll(' %', '\u00a0%');
  const frame = { id, title, note, alt, legend: plan.legend(id), patterns: plan.patterns(id) };
  const plot = await plan.plot(id, panel);
  const { subject } = plan;
  return { subject, file: `${id}.svg`, title, note, inline: inline(frame, plot), standalone: standalone(frame, plot) };
}

function inWords({ label, cells }: PointSummary, alt: (cell: CellSummary) => string): string {
  return `${label}: ${cells.map((cell) => `${ruleName(cell.rule)} ${alt(cell)}`).join('; ')}.`;
}

function plansOf(summary: Summary, { along }: Layout): Plan[] {
  const { setup, seed } = summary;
  const chips = chipsInWords(summary, 'run');
  const on = onInputs(setup.probes);
  const size = `${chips} per point and rule`;
  const end = `Seed ${seed}.`;
  const hatched = summary.points.some(({ cells }) =>
    cells.some(({ stable, inRange, aligned }) => [stable, inRange, aligned].some(({ ofAll }) => ofAll !== null)),
  )
    ? ' Hatched: all chips, those refused or undecided failing to passing.'
    : '';
  const yields = (criterion: Criterion, name: string, title: string, meaning: string): Plan => ({
    subject: 'yield',
    name,
    title,
    note: `${meaning} n = ${size}. ${intervalsInWords(summary)}.${hatched} ${end}`,
    legend: () => lineLegend(summary.rules),
    patterns: (id) =>
      hatched === ''
        ? ''
        : summary.rules.map((rule, index) => texturePattern(id, rule, 'rising', markOf(rule, index).colour)).join(''),
    plot: (id, panel) => yieldPlot(id, along, panel, criterion),
    alt: (cell) => `${on}: ${chipsWithYield(cell[criterion])}`,
  });
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
    yields('stable', 'stable-yield', 'Stable chips', `Stable ${on}.`),
    yields('inRange', 'in-range-yield', 'Stable chips in range', `Stable and not clipped ${on}.`),
    yields(
      'aligned',
      'aligned-yield',
      'Stable and aligned chips',
      `Stable ${on}, every layer within ${anglesInWords(summary)} of the reference.`,
    ),
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
    ...boxes(
      'margin',
      'gain-margin',
      'Gain margin of the branches',
      `Of ${chips}: with a finite margin; with an input whose branch is lost, which has none; not stable in simulation.`,
      marginMeasure(summary),
    ),
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
