import { percentInterval } from '../format.ts';
import { decibels } from '../glance/margin.ts';
import type { Summary } from '../summary.ts';
import type { Below, MarginTail } from '../summary-tail.ts';
import { ruleName } from '../words.ts';
import { NONE, type Table, tableOf } from './table.ts';

/** Chips with little gain margin, of every rule at the point where it does worst. */
export function tailTable({ tails, points }: Summary): Table {
  const rows = tails.flatMap((own) => (own.point === null ? [] : [{ ...own, label: points[own.point].label }]));
  const edges = rows[0]?.edges ?? [];
  return tableOf(1, rows, [
    ['rule', ({ rule }) => ruleName(rule)],
    ['point', ({ label }) => label],
    ...edges.map(({ decibels: edge }, e) => {
      return [`below ${edge} dB`, (own: MarginTail) => partText(own.edges[e], own)] as const;
    }),
    ['smallest', ({ steps }) => (steps.length === 0 ? NONE : decibels(steps[0].margin))],
    ['lost a branch', ({ lost }) => String(lost)],
    ['infinite', ({ infinite }) => String(infinite)],
    ['not known', ({ unknown }) => String(unknown)],
    ['refused', ({ refused }) => String(refused)],
  ]);
}

function partText({ chips, interval }: Below, { chips: all }: MarginTail): string {
  return `${chips}/${all} (${percentInterval(interval)})`;
}

/** What the table and the picture show. */
export const TAIL_NOTE =
  'Chips that have less gain margin than this, at the point of the sweep at which most are beyond their limit. Those with an input whose branch is lost ' +
  'are below every margin; of those whose branch a rail pins it is not known, and the interval, exact for 95 %, counts them as above and as below. Refused chips ' +
  'are in no number.';
