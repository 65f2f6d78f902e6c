import type { Rule } from '../../model/rules.ts';
import type { Column } from '../tables/table.ts';
import { ruleName } from '../words.ts';

/** What is asked of a rule at a point of the sweep, which `at` names; '' where there is one. */
interface Question {
  readonly at: string;
  readonly rule: Rule;
}

/** A part of what was found out about a question, counted from 1. */
export interface QuestionRow<Q, T> {
  readonly question: Q;
  readonly own: T;
  readonly number: number;
}

/** Columns that tell questions apart. */
export function questionColumns<Q extends Question, T>(questions: readonly Q[]): Column<QuestionRow<Q, T>>[] {
  const points = questions.some(({ at }) => at !== '');
  return [
    ...(points ? [['point', ({ question }: QuestionRow<Q, T>) => question.at] as const] : []),
    ['rule', ({ question }) => ruleName(question.rule)],
  ];
}

export function questionRows<Q, T>(questions: readonly Q[], of: (question: Q) => readonly T[]): QuestionRow<Q, T>[] {
  return questions.flatMap((question) => of(question).map((own, i) => ({ question, own, number: i + 1 })));
}
