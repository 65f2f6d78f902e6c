import { points, pValue } from '../format.ts';
import type { Comparison, PairedDifference, Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import { NONE, type Table } from './table.ts';

const YIELDS = [
  ['stable', ({ stable }: Comparison) => stable],
  ['in range', ({ inRange }: Comparison) => inRange],
  ['aligned', ({ aligned }: Comparison) => aligned],
] as const;

/** Both rules on the same chips; a point where they are one circuit has no difference. */
export function pairedTable({ points: all, rules }: Summary): Table {
  const [first, second] = rules.map(ruleName);
  return {
    heads: 2,
    columns: ['point', 'yield', 'chips', `${first} only`, `${second} only`, 'difference, points (95 %)', 'McNemar p'],
    rows: all.flatMap(({ label, comparison }) => {
      if (comparison === null) return [];
      if (comparison.circuit === 'same') return [[label, 'all', 'all', NONE, NONE, 'same circuit', NONE]];
      const note = comparison.circuit === 'nominally same' ? ' *' : '';
      return YIELDS.map(([name, of]) => [label, `${name}${note}`, ...numbers(of(comparison))]);
    }),
  };
}

function numbers({ n, leftOut, onlyFirst, onlySecond, difference, interval, p }: PairedDifference): string[] {
  return [
    leftOut > 0 ? `${n} (${leftOut} left out)` : String(n),
    String(onlyFirst),
    String(onlySecond),
    difference === null ? NONE : `${points(difference)} (${points(interval[0])} to ${points(interval[1])})`,
    pValue(p),
  ];
}
