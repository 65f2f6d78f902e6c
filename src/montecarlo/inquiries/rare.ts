import type { Inquiry } from '../inquiry.ts';
import { type LimitState, runChains } from '../rare/chains.ts';
import type { ChipSpace } from '../rare/chip-space.ts';
import { columnsOf } from '../row-columns.ts';
import { answerOf } from '../spec-answer.ts';
import type { Study } from '../study.ts';
import { ChipTrials } from '../trial.ts';
import type { ByEvents, FoundChip, RareAnswer, RareRequest, ScaledAnswer, ScaledRequest } from './rare-answer.ts';
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
    if ('scaled' in request) return { scaled: countScaled(space, limit, question.plan.failsAt, request.scaled) };
    const { chains } = request;
    return { chains: runChains(chains, space.dimension, space.fresh(chains.repetition), limit) };
  },
};

function countScaled(
  space: ChipSpace,
  limit: LimitState,
  failsAt: number,
  { sigma, first, chips }: ScaledRequest,
): ScaledAnswer {
  let [failing, unknown] = [0, 0];
  for (let chip = first; chip < first + chips; chip++) {
    const { score } = limit(space.scaled(sigma, chip), failsAt);
    if (score === null) unknown++;
    else if (score >= failsAt) failing++;
  }
  return { failing, unknown };
}

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
