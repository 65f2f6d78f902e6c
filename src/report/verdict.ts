import { layoutOf } from './axes.ts';
import { changeFindings } from './findings/changes.ts';
import { notSimulated, screened } from './findings/engine.ts';
import type { Finding } from './findings/finding.ts';
import { hazards } from './findings/hazards.ts';
import { moreInputs } from './findings/inputs.ts';
import { pairedFindings } from './findings/paired.ts';
import { predictions } from './findings/predictions.ts';
import { endedByBudget, refused, undecided } from './findings/runs.ts';
import { specFindings } from './findings/specs.ts';
import { percentInterval } from './format.ts';
import type { PointSummary, Summary } from './summary.ts';
import type { CellSummary } from './summary-cell.ts';
import { anglesInWords, capital, intervalsInWords, rangesInWords, ruleName } from './words.ts';
import { surely } from './yield.ts';
import { chipsWithYield, onInputs, passedInWords } from './yield-text.ts';

/** The run in words, the most important first. */
export function verdict(summary: Summary): Finding[] {
  return [
    ...incompleteRun(summary),
    ...specFindings(summary),
    ...refused(summary),
    ...notSimulated(summary),
    ...screened(summary),
    ...summary.rules.map((rule, i) => ({ subject: ruleName(rule), text: ofRule(summary, i) })),
    ...moreInputs(summary),
    ...pairedFindings(summary),
    ...changeFindings(summary),
    ...hazards(summary),
    ...predictions(summary),
    ...undecided(summary),
    ...endedByBudget(summary),
  ];
}

/** What the words and intervals of the verdict and the tables mean. */
export function definitions(summary: Summary): string {
  const { probes } = summary.setup;
  const inputs = probes === 1 ? 'the input' : `each of ${probes} inputs`;
  return (
    `Stable: ${inputs} of a chip ends settled, chattering or clipped. In range: also, none is clipped. Aligned: stable, ` +
    `and every layer\u2019s gradient is within ${anglesInWords(summary)} of the exact gradient of the same chip. Held by ` +
    'thresholds only: the chip rests, but would move away if its encoders were finer. Intervals in parentheses are ' +
    `${intervalsInWords(summary)}.`
  );
}

function incompleteRun({ trials: { found, expected } }: Summary): Finding[] {
  if (found === expected) return [];
  return [{ subject: 'Incomplete', text: `${found} of ${expected} trials have been run; all numbers are of those.` }];
}

function ofRule(summary: Summary, index: number): string {
  const ranked = [...summary.points].sort((a, b) => aligned(b, index) - aligned(a, index));
  const [best, worst] = [ranked[0], ranked[ranked.length - 1]];
  if (best === worst) return `${capital(yields(best, index, summary))}.`;
  const window = windowSentence(summary, index);
  if (aligned(best, index) === aligned(worst, index)) {
    return `${window}Aligned yield is the same at all ${ranked.length} points; at ${best.label}: ${yields(best, index, summary)}.`;
  }
  return `${window}Best at ${best.label}: ${yields(best, index, summary)}. Worst at ${worst.label}: ${yields(worst, index, summary)}.`;
}

/** Only where there is one panel: with more, the table of windows tells. */
function windowSentence({ rules, windows, axes, points: all }: Summary, index: number): string {
  const own = windows.find(({ rule }) => rule === rules[index]);
  if (!own || layoutOf({ axes, points: all }).panels.length > 1) return '';
  const required = `At least ${100 * own.requiredYield} % of chips are stable and aligned`;
  if (own.observed.length === 0) return `${required} at no ${own.axis} of the sweep. `;
  return `${required} at ${own.axis} = ${rangesInWords(own.observed)}. `;
}

function aligned({ cells }: PointSummary, index: number): number {
  return cells[index].aligned.fraction === null ? -1 : surely(cells[index].aligned).fraction;
}

function yields({ cells }: PointSummary, index: number, { setup }: Summary): string {
  const { stable, inRange, aligned: both } = cells[index];
  if (stable.fraction === null) return chipsWithYield(stable);
  const also = (name: string, own: CellSummary['stable']) =>
    `${name} on ${passedInWords(own)} (${percentInterval(own.wilson)})`;
  const on = onInputs(setup.probes);
  return `${on}, stable on ${chipsWithYield(stable)}, ${also('in range', inRange)}, ${also('aligned', both)}`;
}
