import type { DrawnLoop, RuleLoops } from '../evidence/loops.ts';
import { decibels, degrees } from '../glance/margin.ts';
import { loopSubject } from '../loops-in-words.ts';
import type { Summary } from '../summary.ts';
import type { LoopMargins } from '../summary-loops.ts';
import { ruleName } from '../words.ts';
import { bodePlot } from './bode-chart.ts';
import type { Chart } from './charts.ts';
import { fittingTitle } from './fitting-title.ts';
import { type Plot, pictureFile } from './frame.ts';
import { LOOP_LOOKS, loopLegend } from './loop-looks.ts';
import { polarPlot } from './polar-plot.ts';

/** Of every rule that has a loop: Nyquist and Bode plots of the worst, the median and the nominal chip. */
export async function loopCharts(summary: Summary, loops: readonly RuleLoops[]): Promise<Chart[]> {
  const charts: Chart[] = [];
  for (const [index, { summary: own, drawn }] of loops.entries()) {
    const seen = drawn.filter(({ response }) => response.loci.length > 0);
    if (seen.length === 0) continue;
    const subject = loopSubject(summary, own);
    const curves = seen.map(({ margins, response }) => ({ response, look: LOOP_LOOKS[margins.which] }));
    const picture = (name: string, found: string, reading: string, plot: Plot): Chart => {
      const id = `loop-${index + 1}-${name}`;
      const otherwise = `${ruleName(own.rule)}: ${READ_AS[name]}`;
      const note = `${reading} ${subject}`;
      const frame = {
        id,
        title: fittingTitle(`${ruleName(own.rule)}: ${found}`, otherwise),
        note,
        alt: `${otherwise}. ${own.loops.map(inWords).join('; ')}. ${note}`,
        legend: seen.map(({ margins }) => loopLegend(LOOP_LOOKS[margins.which], inWords(margins))),
        patterns: '',
      };
      return { subject: 'loop', ...pictureFile(frame, plot) };
    };
    const id = (name: string) => `loop-${index + 1}-${name}`;
    charts.push(
      picture('nyquist', gains(seen), NYQUIST_NOTE, await polarPlot(id('nyquist'), seen)),
      picture('magnitude', gains(seen), MAGNITUDE_NOTE, await bodePlot(id('magnitude'), 'magnitude', curves)),
    );
    // Without a phase margin there is nothing to be seen in it.
    if (seen.every(({ margins }) => margins.phaseMarginDeg === null)) continue;
    charts.push(picture('phase', phases(seen), PHASE_NOTE, await bodePlot(id('phase'), 'phase', curves)));
  }
  return charts;
}

const READ_AS: Readonly<Record<string, string>> = {
  nyquist: 'Nyquist plot of three chips',
  magnitude: 'Bode plot of three chips, magnitude',
  phase: 'Bode plot of three chips, phase',
};

const NYQUIST_NOTE =
  'Eigenvalue of the loop transfer matrix that sets the margin, radius in dB: the way along the axis to the cross, +1, is the gain margin, the angle on ' +
  'the dashed circle, 0 dB, the phase margin. Frequencies above 0.';
const MAGNITUDE_NOTE = 'The same eigenvalue; dashed: 0 dB. Marks: gain margins, where the phase is 0 deg.';
const PHASE_NOTE =
  'The same eigenvalue; dashed: 0 deg, positive feedback. Marks: phase margins, where the magnitude is 0 dB.';

/** "worst, chip 41: gain 3.1 dB, phase 52.0 deg". */
function inWords({ which, chip, gainMargin, phaseMarginDeg }: LoopMargins): string {
  const gain = gainMargin === null ? 'infinite' : decibels(gainMargin);
  const phase = phaseMarginDeg === null ? 'infinite' : degrees(phaseMarginDeg);
  return `${which}${chip === null ? '' : `, chip ${chip}`}: gain ${gain}, phase ${phase}`;
}

function gains(seen: readonly DrawnLoop[]): string {
  return listed(seen, ({ gainMargin }) => (gainMargin === null ? null : decibels(gainMargin)));
}

function phases(seen: readonly DrawnLoop[]): string {
  return listed(seen, ({ phaseMarginDeg }) => (phaseMarginDeg === null ? null : degrees(phaseMarginDeg)));
}

/** "5.2 dB worst, 13.6 median, infinite nominal": the unit once. */
function listed(seen: readonly DrawnLoop[], text: (margins: LoopMargins) => string | null): string {
  let isSaid = false;
  const words = seen.map(({ margins }) => {
    const found = text(margins);
    if (found === null) return `infinite ${margins.which}`;
    const short = isSaid ? found.split(' ')[0] : found;
    isSaid = true;
    return `${short} ${margins.which}`;
  });
  return words.join(', ');
}
