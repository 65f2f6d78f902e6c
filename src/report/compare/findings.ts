import type { Finding } from '../findings/finding.ts';
import { counted, percent, pValue } from '../format.ts';
import { ruleName, specName } from '../words.ts';
import { changeText } from './change-text.ts';
import { type CellComparison, type Change, LEVEL, type RunComparison } from './comparison.ts';

/** So many are named one by one in a sentence. */
const NAMED = 3;

/** A comparison in words, the most important first. */
export function comparisonFindings(comparison: RunComparison): Finding[] {
  const { first, second, onlyFirst, onlySecond } = comparison;
  return [
    { subject: 'Verdict', text: verdictText(comparison) },
    { subject: 'Chips', text: chipsText(comparison) },
    ...[first, second].flatMap(({ run, trials: { found, expected } }) =>
      found === expected ? [] : [{ subject: 'Incomplete', text: `${run} has ${found} of ${expected} trials` }],
    ),
    ...listed('Only in A', onlyFirst),
    ...listed('Only in B', onlySecond),
    ...listed(
      'Not compared',
      comparison.cells.flatMap(({ point, rule, notCompared }) =>
        notCompared.map((what) => `${point}, ${ruleName(rule)}: ${what}`),
      ),
    ),
    ...comparison.notes.map((text) => ({ subject: 'Note', text })),
  ];
}

function verdictText(comparison: RunComparison): string {
  const { comparisons, within, verdict, cells } = comparison;
  const worse = changesOf(cells).filter(({ change }) => change.significant && change.direction === 'worse');
  const better = changesOf(cells).filter(({ change }) => change.significant && change.direction === 'better');
  const of = `of ${counted(comparisons, 'comparison')} (p at most ${LEVEL} after Holm’s adjustment)`;
  const also = better.length === 0 ? '' : ` Better in ${better.length}: ${namesOf(better)}.`;
  const open = cells.flatMap((cell) => cell.yields.filter(({ withinMargin }) => withinMargin === false));
  const margin =
    within === null
      ? ''
      : open.length === 0
        ? ` Of every yield a worsening by ${percent(within)} is ruled out.`
        : ` Of ${counted(open.length, 'yield')} a worsening by ${percent(within)} is not ruled out: too few chips.`;
  const said =
    verdict === 'significantly worse'
      ? `B is significantly worse than A in ${worse.length} ${of}: ${namesOf(worse)}.`
      : `B is not significantly worse than A in any ${of}.`;
  return `${said}${margin}${also}`;
}

interface Named {
  readonly cell: CellComparison;
  readonly change: Change & { readonly name: string };
}

function changesOf(cells: readonly CellComparison[]): Named[] {
  return cells.flatMap((cell) => [...cell.yields, ...cell.measures].map((change) => ({ cell, change })));
}

/** "stable at alpha = 0, DP [-20.0 points (-28.9 to -11.9), p = 0.001]; ...", those of the smallest p first. */
function namesOf(changes: readonly Named[]): string {
  const shown = [...changes]
    .sort((a, b) => a.change.adjustedP - b.change.adjustedP)
    .slice(0, NAMED)
    .map(
      ({ cell: { point, rule }, change }) =>
        `${specName(change.name)} at ${point}, ${ruleName(rule)} [${changeText(change)}, p = ${pValue(change.adjustedP)}]`,
    );
  const more = changes.length > NAMED ? [`${changes.length - NAMED} more`] : [];
  return [...shown, ...more].join('; ');
}

function chipsText({ pairing: { paired, reasons }, pairs }: RunComparison): string {
  if (paired) {
    return `the same in both runs: ${counted(pairs ?? 0, 'pair')}, compared chip by chip (exact McNemar and Newcombe’s interval, sign test of medians)`;
  }
  return `not the same in both runs, ${reasons.join('; ')}: compared as independent samples (Fisher’s exact test and Newcombe’s interval, Mood’s median test)`;
}

function listed(subject: string, items: readonly string[]): Finding[] {
  return items.length === 0 ? [] : [{ subject, text: items.join('; ') }];
}
