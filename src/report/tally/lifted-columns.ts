import { isStable, OUTCOMES } from '../../model/outcomes.ts';
import { BRANCH_FATES } from '../../model/vocabulary.ts';
import { ENDED, type RowColumns } from '../../montecarlo/row-columns.ts';

/** Columns of a block that have a name for each outcome and end, as lists: looking them up by name for every row takes longest. */
export type LiftedColumns = ReturnType<typeof liftedColumns>;

export function liftedColumns(rows: RowColumns) {
  return {
    rows,
    outcomes: OUTCOMES.map((outcome) => {
      return { outcome, isFailing: isStable(outcome) === false, column: rows.outcomes[outcome] };
    }),
    branches: BRANCH_FATES.flatMap((fate) =>
      ENDED.map((ended) => ({ fate, ended, column: rows.branches[fate][ended] })),
    ),
  };
}
