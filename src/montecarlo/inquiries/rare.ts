import type { Inquiry } from '../inquiry.ts';
import { runChains } from '../rare/chains.ts';
import { columnsOf } from '../row-columns.ts';
import { answerOf } from '../spec-answer.ts';
import type { Study } from '../study.ts';
import { ChipTrials } from '../trial.ts';
import type { ByEvents, FoundChip, RareAnswer, RareRequest } from './rare-answer.ts';
import { limitOf, questionsOf, type RareQuestion } from './rare-questions.ts';
import { rareRun } from './rare-run.ts';

/**
 * Probabilities of failing that are too small to be counted, by subset simulation on the chips' stationary states, in independent
 * repetitions; events are asked about the most probable of the failing chips.
 */
export const rare: Inquiry<RareRequest, RareAnswer> = {
  next: (study, answers) => rareRun(study, answers).requests,

  answer(study, request) {
    const question = questionsOf(study)[request.question];
    if ('confirm' in request) return { confirmed: byEvents(study, question, request.confirm) };
    const { space, limit } = limitOf(study, question);
    const { chains } = request;
    return { chains: runChains(chains, space.dimension, space.fresh(chains.repetition), limit) };
  },
};

function byEvents(study: Study, question: RareQuestion, found: FoundChip): ByEvents {
  const { point, rule, spec } = question;
  const { scenario } = point;
  const { space } = limitOf(study, question);
  const { repetition, lineage } = found;
  const origin = space.originOf(repetition, lineage, 'rare');
  const simulated = { ...point, scenario: { ...scenario, engine: 'events', rules: [rule] } } as const;
  const [row] = new ChipTrials(study, repetition, origin).run([simulated]);
  if (row.error !== null) return { fails: null, error: row.error };
  const keeps = spec === null ? row.stable : answerOf(spec, columnsOf([row]), 0, scenario);
  return { fails: keeps === null ? null : !keeps, error: null };
}
