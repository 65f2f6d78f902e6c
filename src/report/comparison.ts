import type { Rule } from '../model/rules.ts';
import { isShipped } from '../model/rules.ts';
import { mcNemarExact, newcombeInterval, type PairedCounts } from '../montecarlo/statistics/paired.ts';
import { pairedChange } from '../montecarlo/statistics/paired-change.ts';
import type { Comparison, Pairs } from './summary-pairs.ts';
import type { PairTally } from './tally/pair-tally.ts';
import { PAIRED_METRICS } from './tally/paired-values.ts';

/** A test of a quantity, before it is known how many others there are of it. */
const ALONE = { adjustedP: null, tests: 0 } as const;

/** Two rules on the chips that have a row under both. */
export function compareRules([first, second]: readonly [Rule, Rule], pairs: PairTally, alpha: number): Comparison {
  return {
    first,
    second,
    circuit: circuitOf([first, second].every(isShipped) ? alpha : null, pairs),
    ...pairsOf(pairs),
  };
}

/** What is the same of all pairs, each test by itself. */
export function pairsOf(pairs: PairTally): Pairs {
  const { chips, stable, inRange, aligned, differences } = pairs;
  return {
    stable: difference(chips, stable),
    inRange: difference(chips, inRange),
    aligned: difference(chips, aligned),
    metrics: PAIRED_METRICS.flatMap((metric) => {
      const change = pairedChange(differences[metric].toArray());
      return change === null ? [] : [{ metric, leftOut: chips - change.n, ...change, ...ALONE }];
    }),
  };
}

/** Of rules of a scenario's own nothing is known beforehand: alpha is null. */
function circuitOf(alpha: number | null, { chips, identical, run }: PairTally): Comparison['circuit'] {
  if (alpha === null) return run > 0 && identical === chips ? 'same' : 'different';
  if (alpha !== 0.5) return 'different';
  return run > 0 && identical === chips ? 'same' : 'nominally same';
}

function difference(chips: number, counts: PairedCounts) {
  const { both, onlyFirst, onlySecond, neither } = counts;
  const n = both + onlyFirst + onlySecond + neither;
  return {
    n,
    leftOut: chips - n,
    ...counts,
    p: mcNemarExact(onlyFirst, onlySecond),
    difference: n === 0 ? null : (onlyFirst - onlySecond) / n,
    interval: newcombeInterval(counts),
    ...ALONE,
  };
}
