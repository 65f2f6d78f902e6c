import { noBranches } from '../montecarlo/failed-row.ts';
import type { Ended, TrialRow } from '../montecarlo/row.ts';
import { BRANCH_FATES, type BranchFate, type Rule } from '../vocabulary.ts';
import { ENDED, total } from './ended.ts';
import type { Prediction, Surprise } from './summary.ts';

/** The branches of all rows against how their runs ended, rule by rule; null: no row has a branch. */
export function predictionsOf(rules: readonly Rule[], rows: readonly TrialRow[]): Prediction[] | null {
  const counted = rules.map((rule) => {
    const own = rows.filter((row) => row.rule === rule && row.error === null);
    return { rule, branches: sumOf(own), surprises: own.filter(({ surprise }) => surprise !== null).length };
  });
  return counted.some(({ branches }) => BRANCH_FATES.some((fate) => total(branches[fate]) > 0)) ? counted : null;
}

function sumOf(rows: readonly TrialRow[]): Prediction['branches'] {
  const sum = noBranches();
  for (const { branches } of rows) {
    for (const fate of BRANCH_FATES) for (const ended of ENDED) sum[fate][ended] += branches[fate][ended];
  }
  return sum;
}

/** Chips with an input whose end its branch did not foretell, in the order of the sweep. */
export function surprisesOf(
  rows: readonly TrialRow[],
  command: (address: Pick<Surprise, 'point' | 'chip' | 'rule' | 'probe'>) => string,
): Surprise[] {
  return rows
    .flatMap(({ point, chip, rule, surprise, error, branches }) => {
      if (error !== null || surprise === null) return [];
      const address = { point, chip, rule, probe: surprise };
      return [{ ...address, found: disagreements(branches), command: command(address) }];
    })
    .sort((a, b) => a.point - b.point || a.chip - b.chip || a.rule.localeCompare(b.rule, 'en'));
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

function disagreements(branches: TrialRow['branches']): string {
  const found = (pairs: typeof AGAINST) =>
    pairs.flatMap(([fate, ended]) => {
      const count = branches[fate][ended];
      return count > 0 ? [`branch ${fate}, run ${ended}: ${count}`] : [];
    });
  return found(AGAINST).join('; ') || found(CONDITIONAL).join('; ');
}
