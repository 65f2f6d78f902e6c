import type { TrialRow } from '../montecarlo/row.ts';
import { mcNemarExact, newcombeInterval, pairedCounts } from '../montecarlo/statistics/paired.ts';
import type { Rule } from '../vocabulary.ts';
import type { Comparison, PairedDifference } from './summary.ts';
import type { ChipRows } from './trials.ts';

type Pair = readonly [first: TrialRow, second: TrialRow];

/** Two rules on the chips that have a row under both. */
export function compareRules(
  [first, second]: readonly [Rule, Rule],
  [firstRows, secondRows]: readonly [ChipRows, ChipRows],
  alpha: number | null,
): Comparison {
  const pairs: Pair[] = [];
  for (const [chip, row] of firstRows) {
    const partner = secondRows.get(chip);
    if (partner) pairs.push([row, partner]);
  }
  return {
    first,
    second,
    circuit: circuitOf(pairs, alpha),
    stable: difference(pairs, ({ stable }) => stable),
    inRange: difference(pairs, ({ inRange }) => inRange),
    aligned: difference(pairs, ({ aligned }) => aligned),
  };
}

function circuitOf(pairs: readonly Pair[], alpha: number | null): Comparison['circuit'] {
  if (alpha !== null && alpha !== 0.5) return 'different';
  if (pairs.some(([{ error }]) => error === null) && pairs.every(isIdentical)) return 'same';
  return alpha === null ? 'different' : 'nominally same';
}

function difference(pairs: readonly Pair[], passes: (row: TrialRow) => boolean | null): PairedDifference {
  const answers = pairs.flatMap((rows) => {
    const [first, second] = rows.map((row) => (row.error === null ? passes(row) : null));
    return first === null || second === null ? [] : [[first, second] as const];
  });
  const counts = pairedCounts(answers);
  const n = answers.length;
  return {
    n,
    leftOut: pairs.length - n,
    ...counts,
    p: mcNemarExact(counts.onlyFirst, counts.onlySecond),
    difference: n === 0 ? null : (counts.onlyFirst - counts.onlySecond) / n,
    interval: newcombeInterval(counts),
  };
}

/** Same results to the last bit, whatever the rule is called. */
function isIdentical([first, second]: Pair): boolean {
  const results = ({ outcomes, activityEvents, differenceEvents, angleDeg, error }: TrialRow) =>
    JSON.stringify([Object.entries(outcomes).sort(), activityEvents, differenceEvents, angleDeg, error]);
  return results(first) === results(second);
}
