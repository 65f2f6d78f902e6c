import { type Layout, layoutOf, type Panel } from '../axes.ts';
import { chipsWithYield, counted } from '../format.ts';
import { type CellSummary, CHIP_OUTCOMES, type PointSummary, type Summary } from '../summary.ts';
import { anglesInWords, chipsInWords } from '../words.ts';
import { boxPlot, type Measure } from './box-chart.ts';
import { inline, type LegendEntry, type Plot, standalone } from './frame.ts';
import { boxLegend, lineLegend } from './legend.ts';
import { angleMeasure, marginMeasure, settlingMeasure } from './measures.ts';
import { outcomePlot } from './outcome-chart.ts';
import { OUTCOME_COLOURS, RULE_MARKS } from './theme.ts';
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

export type Subject = 'yield' | 'outcomes' | 'angle' | 'settling' | 'margin';

interface Plan {
  readonly subject: Subject;
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly legend: readonly LegendEntry[];
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
  const frame = { id, title, note, alt, legend: plan.legend };
  const plot = await plan.plot(id, panel);
  const { subject } = plan;
  return { subject, file: `${id}.svg`, title, note, inline: inline(frame, plot), standalone: standalone(frame, plot) };
}

function inWords({ label, cells }: PointSummary, alt: (cell: CellSummary) => string): string {
  return `${label}: ${cells.map((cell) => `${RULE_MARKS[cell.rule].name} ${alt(cell)}`).join('; ')}.`;
}

function plansOf(summary: Summary, { along }: Layout): Plan[] {
  const { setup, seed } = summary;
  const lines = lineLegend(summary.rules);
  const chips = chipsInWords(summary);
  const size = `${chips} per point and rule, ${counted(setup.probes, 'input')} each`;
  const end = `Seed ${seed}.`;
  const yields = (criterion: Criterion, title: string, meaning: string): Plan => ({
    subject: 'yield',
    name: `${criterion}-yield`,
    title,
    note: `${meaning} n = ${size}. 95 % Wilson intervals. ${end}`,
    legend: lines,
    plot: (id, panel) => yieldPlot(id, along, panel, criterion),
    alt: (cell) => chipsWithYield(cell[criterion]),
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
            legend: [],
            plot: (id, panel) => boxPlot(id, along, panel, measure),
            alt: (cell) => `median ${measure.quantiles(cell)?.median.toPrecision(3) ?? 'unknown'}`,
          },
        ];
  return [
    yields('stable', 'Stable chips', 'All inputs settle.'),
    yields('aligned', 'Stable and aligned chips', `Every layer within ${anglesInWords(summary)} of the reference.`),
    {
      subject: 'outcomes',
      name: 'outcomes',
      title: 'How chips end',
      note: `Worst outcome of a chip\u2019s inputs. n = ${size}; intervals in the table. ${end}`,
      legend: CHIP_OUTCOMES.filter((outcome) => summary.points.some(occurs(outcome))).map((outcome) =>
        boxLegend(outcome, OUTCOME_COLOURS[outcome].fill),
      ),
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
      `n: those of ${chips} with an input that settles.`,
      settlingMeasure(summary),
    ),
    ...boxes(
      'margin',
      'gain-margin',
      'Gain margin, predicted and simulated',
      `Of ${chips}: with a finite margin, predicted unstable (< 1), not stable in simulation.`,
      marginMeasure(summary),
    ),
  ];
}

function occurs(outcome: (typeof CHIP_OUTCOMES)[number]) {
  return ({ cells }: PointSummary) => cells.some(({ chipOutcomes }) => chipOutcomes[outcome] > 0);
}
