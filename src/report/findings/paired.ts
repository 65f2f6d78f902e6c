import { counted, points, pValue } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { Comparison, PairedDifference } from '../summary-pairs.ts';
import { ruleName } from '../words.ts';
import type { Finding } from './finding.ts';
import { largest } from './largest.ts';

type Compared = { readonly label: string; readonly comparison: Comparison };

/** "At alpha = 0.5 ", and nothing where there is one point. */
function at(compared: readonly Compared[], { axes }: Summary): string {
  return axes.length === 0 ? '' : `At ${labels(compared)} `;
}

/** The rules against each other, where they are different circuits. */
export function pairedFindings(summary: Summary): Finding[] {
  const compared = summary.points.flatMap(({ label, comparison }) => (comparison ? [{ label, comparison }] : []));
  const of = (circuit: Comparison['circuit']) => compared.filter(({ comparison }) => comparison.circuit === circuit);
  return [
    ...largestDifference(of('different')),
    ...sameCircuit(of('same'), summary),
    ...nominallySame(of('nominally same'), summary),
  ];
}

function largestDifference(differing: readonly Compared[]): Finding[] {
  const most = largest(differing, ({ comparison }) => Math.abs(comparison.aligned.difference ?? 0));
  if (most === null) return [];
  const { first, second, stable, inRange, aligned } = most.comparison;
  const many = differing.length > 1;
  const where = many ? `The largest of ${differing.length} differences in aligned yield is at ${most.label}. ` : '';
  const names = [ruleName(first), ruleName(second)] as const;
  const clipped = inRange.onlyFirst !== stable.onlyFirst || inRange.onlySecond !== stable.onlySecond;
  const clauses = [
    clause('Stable', stable, names),
    ...(clipped ? [clause('In range', inRange, names)] : []),
    clause('Aligned', aligned, names),
  ];
  return [{ subject: 'Same chips', text: `${where}${clauses.join(' ')}` }];
}

function clause(word: string, difference: PairedDifference, [first, second]: readonly [string, string]): string {
  const { n, onlyFirst, onlySecond, p, adjustedP, tests, interval } = difference;
  if (difference.difference === null) return 'No chip has been run under both rules.';
  return (
    `${word} under ${first} alone: ${onlyFirst}, under ${second} alone: ${onlySecond} of ${counted(n, 'chip')} ` +
    `(difference ${points(difference.difference)} points, ${points(interval[0])} to ${points(interval[1])}; ` +
    `exact McNemar p = ${pValue(p)}${tests > 1 && adjustedP !== null ? `, ${pValue(adjustedP)} by Holm over ${tests}` : ''}).`
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
