import type { Rule } from '../model/rules.ts';
import { BRANCH_FATES, type BranchFate } from '../model/vocabulary.ts';
import { noBranches } from '../montecarlo/failed-row.ts';
import type { Ended, TrialRow } from '../montecarlo/row.ts';
import { ENDED } from '../montecarlo/row-columns.ts';
import { total } from './ended.ts';
import type { Prediction } from './summary.ts';
import type { CellTally } from './tally/cell-tally.ts';

/** The branches at all points against how their runs ended, rule by rule; null: no row has a branch. */
export function predictionsOf(
  rules: readonly Rule[],
  cellsOf: (rule: Rule) => readonly CellTally[],
): Prediction[] | null {
  const counted = rules.map((rule) => {
    const branches = noBranches();
    let surprises = 0;
    for (const cell of cellsOf(rule)) {
      for (const fate of BRANCH_FATES) for (const ended of ENDED) branches[fate][ended] += cell.branches[fate][ended];
      surprises += cell.surprises;
    }
    return { rule, branches, surprises };
  });
  return counted.some(({ branches }) => BRANCH_FATES.some((fate) => total(branches[fate]) > 0)) ? counted : null;
}

/** What a branch that is there or has ended foretells; of a conditional one, its row tells. */
const AGAINST: readonly (readonly [fate: BranchFate, ended: keyof Ended])[] = [
  ['stable', 'unstable'],
  ['lost', 'stable'],
];
const CONDITIONAL: typeof AGAINST = [
  ['conditional', 'stable'],
  ['conditional', 'unstable'],
];

/** Which inputs of a chip ended otherwise than their branch foretold, in words. */
export function disagreements(branches: TrialRow['branches']): string {
  const found = (pairs: typeof AGAINST) =>
    pairs.flatMap(([fate, ended]) => {
      const count = branches[fate][ended];
      return count > 0 ? [`branch ${fate}, run ${ended}: ${count}`] : [];
    });
  return found(AGAINST).join('; ') || found(CONDITIONAL).join('; ');
}
