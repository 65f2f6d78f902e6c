import type { Spec } from '../../config/scenario.ts';
import type { TrialRow } from '../row.ts';
import { columnsOf } from '../row-columns.ts';
import { answerOf, type SpecContext } from '../spec-answer.ts';
import { FAILS, isAskedOf, KEEPS, NOT_ASKED, REFUSED, UNKNOWN } from './find-answer.ts';
import type { Letters } from './transitions.ts';

/** Whether a chip keeps each of some specs: one letter each. */
export function specLetters(row: TrialRow, specs: readonly Spec[], context: SpecContext): Letters {
  const columns = columnsOf([row]);
  return specs
    .map((spec) => {
      if (!isAskedOf(spec, row.rule)) return NOT_ASKED;
      if (row.error !== null) return REFUSED;
      const answer = answerOf(spec, columns, 0, context);
      return answer === null ? UNKNOWN : answer ? KEEPS : FAILS;
    })
    .join('');
}
