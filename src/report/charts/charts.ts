import { layoutOf, type Panel } from '../axes.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { PointSummary, Summary } from '../summary.ts';
import type { CellSummary } from '../summary-cell.ts';
import { ruleName } from '../words.ts';
import { criticalCharts } from './critical-charts.ts';
import { exampleCharts } from './example-charts.ts';
import { type PictureFile, pictureFile } from './frame.ts';
import { loopCharts } from './loop-charts.ts';
import { type Plan, plansOf, type Subject } from './plans.ts';

/** A picture of the report. */
export interface Chart extends PictureFile {
  readonly subject: Subject;
}

/** All pictures of a run, of most kinds one for every combination of the axes that are not drawn along. */
export async function drawCharts(summary: Summary, { loops, examples }: Evidence): Promise<Chart[]> {
  const layout = layoutOf(summary);
  const plans = plansOf(summary, layout);
  const charts: Chart[] = [];
  for (const plan of plans) {
    const panels = plan.isWhole ? [{ title: '', points: summary.points }] : layout.panels;
    for (const [i, panel] of panels.entries()) charts.push(await draw(plan, panel, panels.length, i));
  }
  const single = [
    await criticalCharts(summary),
    await loopCharts(summary, loops),
    await exampleCharts(summary, examples),
  ];
  return [...charts, ...single.flat()];
}

async function draw(plan: Plan, panel: Panel, panels: number, index: number): Promise<Chart> {
  const id = panels > 1 ? `${plan.name}-${index + 1}` : plan.name;
  const title = panel.title === '' ? (plan.finding ?? plan.title) : `${plan.title}: ${panel.title}`;
  const alt = panel.points.map((point) => inWords(point, plan.alt)).join(' ');
  const note = plan.note.replaceAll(' %', '\u00a0%');
  const frame = { id, title, note, alt, legend: plan.legend(id), patterns: plan.patterns(id) };
  const plot = await plan.plot(id, panel);
  return { subject: plan.subject, ...pictureFile(frame, plot) };
}

function inWords({ label, cells }: PointSummary, alt: (cell: CellSummary) => string): string {
  return `${label}: ${cells.map((cell) => `${ruleName(cell.rule)} ${alt(cell)}`).join('; ')}.`;
}
