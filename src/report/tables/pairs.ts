import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { CHANGES, pairLines } from './pair-lines.ts';
import { NONE, type Table } from './table.ts';

/** Both rules on the same chips; a point where they are one circuit has no difference. */
export function pairedTable({ points: all, rules }: Pick<Summary, 'points' | 'rules'>): Table {
  const [first, second] = rules.map(ruleName);
  return {
    heads: 2,
    columns: ['point', 'of', 'chips', `${first} more`, `${second} more`, ...CHANGES],
    rows: all.flatMap(({ label, comparison }) => {
      if (comparison === null) return [];
      if (comparison.circuit === 'same') return [[label, 'all', 'all', NONE, NONE, 'same circuit', NONE, NONE, NONE]];
      const note = comparison.circuit === 'nominally same' ? ' *' : '';
      return pairLines(comparison).map(([name, ...numbers]) => [label, `${name}${note}`, ...numbers]);
    }),
  };
}
