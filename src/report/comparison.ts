import type { Rule } from '../model/rules.ts';
import { isShipped } from '../model/rules.ts';
import { mcNemarExact, newcombeInterval, type PairedCounts } from '../montecarlo/statistics/paired.ts';
import type { Comparison, PairedDifference } from './summary.ts';
import type { RulesTally } from './tally/rules-tally.ts';

/** Two rules on the chips that have a row under both. */
export function compareRules([first, second]: readonly [Rule, Rule], pairs: RulesTally, alpha: number): Comparison {
  return {
    first,
    second,
    circuit: circuitOf([first, second].every(isShipped) ? alpha : null, pairs),
    stable: difference(pairs, pairs.stable),
    inRange: difference(pairs, pairs.inRange),
    aligned: difference(pairs, pairs.aligned),
  };
}

/** Of rules of a scenario's own nothing is known beforehand: alpha is null. */
function circuitOf(alpha: number | null, { chips, identical, run }: RulesTally): Comparison['circuit'] {
  if (alpha === null) return run > 0 && identical === chips ? 'same' : 'different';
  if (alpha !== 0.5) return 'different';
  return run > 0 && identical === chips ? 'same' : 'nominally same';
}

function difference({ chips }: RulesTally, counts: PairedCounts): PairedDifference {
  const { both, onlyFirst, onlySecond, neither } = counts;
  const n = both + onlyFirst + onlySecond + neither;
  return {
    n,
    leftOut: chips - n,
    ...counts,
    p: mcNemarExact(onlyFirst, onlySecond),
    difference: n === 0 ? null : (onlyFirst - onlySecond) / n,
    interval: newcombeInterval(counts),
  };
}
