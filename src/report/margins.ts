import type { TrialRow } from '../montecarlo/row.ts';
import type { Rule } from '../vocabulary.ts';
import { worstOutcome } from './cell.ts';
import type { MarginRow, MarginSummary } from './summary.ts';

/** What the small-signal margin predicts against what the simulation did; null where no margin is finite. */
export function marginSummaries(rules: readonly Rule[], rows: readonly TrialRow[]): MarginSummary[] | null {
  const run = rows.filter((row) => row.error === null);
  if (run.every((row) => row.gainMargin === null)) return null;
  return rules.map((rule) => {
    const own = run.filter((row) => row.rule === rule);
    const predicted = (row: TrialRow) => row.gainMargin !== null && row.gainMargin < 1;
    return {
      rule,
      predictedUnstable: marginRow(own.filter(predicted)),
      predictedStable: marginRow(own.filter((row) => !predicted(row))),
    };
  });
}

function marginRow(rows: readonly TrialRow[]): MarginRow {
  const stable = rows.filter((row) => worstOutcome(row) === 'settled').length;
  const slow = rows.filter((row) => worstOutcome(row) === 'slow').length;
  return { chips: rows.length, stable, slow, unstable: rows.length - stable - slow };
}
