import { DRAWN, type DrawnExample } from '../evidence/examples.ts';
import { placeInWords } from '../place-in-words.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import type { Chart } from './charts.ts';
import { pictureFile } from './frame.ts';
import { shownNeurons, tracePlot } from './trace-chart.ts';

/** How the first chip that ends in each word went, under every rule. */
export async function exampleCharts(summary: Summary, examples: readonly DrawnExample[]): Promise<Chart[]> {
  const charts: Chart[] = [];
  for (const { summary: own, drawn } of examples) {
    if (drawn === null || own.run === null) continue;
    const { rule, outcome, chip, trials, run } = own;
    const point = summary.points[own.point];
    const subject =
      `The first of ${trials} that end so, in the order of the sweep: chip ${chip} at ${placeInWords(summary, point)}, input ${run.probe}; ` +
      `one chip, no interval; drawn to at most ${DRAWN} times that moment. Seed ${summary.seed}`;
    const { neurons, all, rails, moment } = drawn;
    const id = `run-${summary.rules.indexOf(rule) + 1}-${outcome}`;
    const title = `${ruleName(rule)}: ${moment.label}`;
    const { frame, plot } = await tracePlot(id, title, {
      subject,
      neurons,
      shown: shownNeurons(neurons.length, all),
      rails,
      outcome,
      moment,
    });
    charts.push({ subject: 'example', ...pictureFile(frame, plot) });
  }
  return charts;
}
