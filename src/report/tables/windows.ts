import type { Summary } from '../summary.ts';
import { rangesInWords, ruleName } from '../words.ts';
import { type Table, tableOf } from './table.ts';

/** Where along the sweep the required yield is reached. */
export function windowTable({ windows }: Summary): Table {
  return tableOf(2, windows, [
    ['at', ({ facet }) => facet || 'all points'],
    ['rule', ({ rule }) => ruleName(rule)],
    ['axis', ({ axis }) => axis],
    ['yield observed', ({ observed }) => rangesInWords(observed)],
    ['lower limit of its interval', ({ shown }) => rangesInWords(shown)],
  ]);
}
