import { layoutOf } from './axes.ts';
import { chipsWithYield, counted, percentInterval, points, pValue } from './format.ts';
import type { Comparison, PairedDifference, PointSummary, Summary } from './summary.ts';
import { anglesInWords, rangesInWords, ruleName } from './words.ts';

/** What the run says of one subject. */
export interface Finding {
  readonly subject: string;
  readonly text: string;
}

/** The run in words, the most important first. */
export function verdict(summary: Summary): Finding[] {
  return [
    ...incompleteRun(summary),
    ...summary.rules.map((rule, i) => ({ subject: ruleName(rule), text: ofRule(summary, i) })),
    ...pairedFindings(summary),
    ...marginFindings(summary),
    ...failedTrials(summary),
    ...endedByBudget(summary),
  ];
}

/** What the words and intervals of the verdict and the tables mean. */
export function definitions(summary: Summary): string {
  return (
    `Stable: all ${counted(summary.setup.probes, 'input')} of a chip settle. Aligned: also, every layer\u2019s gradient ` +
    `is within ${anglesInWords(summary)} of the exact gradient of the same chip. ` +
    'Intervals in parentheses are 95 % Wilson intervals.'
  );
}

function incompleteRun({ trials: { found, expected } }: Summary): Finding[] {
  if (found === expected) return [];
  return [{ subject: 'Incomplete', text: `${found} of ${expected} trials have been run; all numbers are of those.` }];
}

function ofRule(summary: Summary, index: number): string {
  const ranked = [...summary.points].sort((a, b) => aligned(b, index) - aligned(a, index));
  const [best, worst] = [ranked[0], ranked[ranked.length - 1]];
  if (best === worst) return `${capital(yields(best, index))}.`;
  const window = windowSentence(summary, index);
  if (aligned(best, index) === aligned(worst, index)) {
    return `${window}Aligned yield is the same at all ${ranked.length} points; at ${best.label}: ${yields(best, index)}.`;
  }
  return `${window}Best at ${best.label}: ${yields(best, index)}. Worst at ${worst.label}: ${yields(worst, index)}.`;
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
  return cells[index].aligned.fraction ?? -1;
}

function yields({ cells }: PointSummary, index: number): string {
  const { stable, aligned: both } = cells[index];
  if (stable.n === 0) return 'no chip has been run';
  return `stable on ${chipsWithYield(stable)}, aligned on ${both.count} (${percentInterval(both.wilson)})`;
}

type Compared = { readonly label: string; readonly comparison: Comparison };

/** "At alpha = 0.5 ", and nothing where there is one point. */
function at(compared: readonly Compared[], { axes }: Summary): string {
  return axes.length === 0 ? '' : `At ${labels(compared)} `;
}

function pairedFindings(summary: Summary): Finding[] {
  const compared = summary.points.flatMap(({ label, comparison }) => (comparison ? [{ label, comparison }] : []));
  const of = (circuit: Comparison['circuit']) => compared.filter(({ comparison }) => comparison.circuit === circuit);
  return [
    ...largestDifference(of('different')),
    ...sameCircuit(of('same'), summary),
    ...nominallySame(of('nominally same'), summary),
  ];
}

function largestDifference(differing: readonly Compared[]): Finding[] {
  const size = ({ comparison }: Compared) => Math.abs(comparison.aligned.difference ?? 0);
  const largest = differing.reduce<Compared | null>((a, b) => (a === null || size(b) > size(a) ? b : a), null);
  if (largest === null) return [];
  const { first, second, stable, aligned: gradient } = largest.comparison;
  const many = differing.length > 1;
  const where = many ? `The largest of ${differing.length} differences in aligned yield is at ${largest.label}. ` : '';
  const names = [ruleName(first), ruleName(second)] as const;
  return [
    { subject: 'Same chips', text: `${where}${clause('Stable', stable, names)} ${clause('Aligned', gradient, names)}` },
  ];
}

function clause(word: string, difference: PairedDifference, [first, second]: readonly [string, string]): string {
  const { n, onlyFirst, onlySecond, p, interval } = difference;
  if (difference.difference === null) return 'No chip has been run under both rules.';
  return (
    `${word} under ${first} alone: ${onlyFirst}, under ${second} alone: ${onlySecond} of ${counted(n, 'chip')} ` +
    `(difference ${points(difference.difference)} points, ${points(interval[0])} to ${points(interval[1])}; ` +
    `exact McNemar p = ${pValue(p)}).`
  );
}

function sameCircuit(same: readonly Compared[], summary: Summary): Finding[] {
  if (same.length === 0) return [];
  const { first, second, stable } = same[0].comparison;
  const rules = `${ruleName(first)} and ${ruleName(second)} are the same circuit`;
  const results = `all ${counted(stable.n, 'chip')} gave identical results, so there is no difference to show`;
  return [{ subject: `Same circuit`, text: `${at(same, summary)}${rules}: ${results}.` }];
}

function nominallySame(near: readonly Compared[], summary: Summary): Finding[] {
  if (near.length === 0) return [];
  const { first, second } = near[0].comparison;
  const rules = `${ruleName(first)} and ${ruleName(second)} are nominally the same circuit (alpha = 1/2)`;
  return [
    { subject: 'Same circuit', text: `${at(near, summary)}${rules}; only the spread of alpha tells them apart.` },
  ];
}

function labels(compared: readonly Compared[]): string {
  const shown = compared.slice(0, 3).map(({ label }) => label);
  return compared.length > 3 ? `${shown.join('; ')} and ${compared.length - 3} more points` : shown.join('; ');
}

function marginFindings({ margins }: Summary): Finding[] {
  return (margins ?? []).map(({ rule, predictedUnstable, predictedStable }) => {
    const { chips, stable } = predictedUnstable;
    const { unstable, slow } = predictedStable;
    const bad =
      chips === 0
        ? 'Small-signal analysis calls no trial unstable'
        : `Of ${counted(chips, 'trial')} that small-signal analysis calls unstable, ${chips - stable} failed in simulation`;
    const good = `of ${predictedStable.chips} that it calls stable, ${unstable} became unstable and ${slow} did not settle in time`;
    return { subject: `Margin, ${ruleName(rule)}`, text: `${bad}; ${good}.` };
  });
}

function failedTrials({ failures }: Summary): Finding[] {
  if (failures.length === 0) return [];
  const text = `${counted(failures.length, 'trial')} could not be run; each counts as neither stable nor aligned.`;
  return [{ subject: 'Failed trials', text }];
}

/** The budget protects the computer and is no property of the chip, so a reader has to know where it decided. */
function endedByBudget({ points: all }: Summary): Finding[] {
  const cells = all.flatMap((point) => point.cells);
  const runs = cells.reduce((sum, { budgetEnded }) => sum + budgetEnded, 0);
  if (runs === 0) return [];
  const verb = runs === 1 ? 'was' : 'were';
  return [
    {
      subject: 'Event budget',
      text: `${counted(runs, 'input')} ${verb} ended by the event budget before the horizon.`,
    },
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
