import { type ExtremesAnswer, type ExtremesRequest, extremesRun } from '../extremes/course.ts';
import { type FailingBeta, failingBeta } from '../extremes/failing-beta.ts';
import { type ExtremesQuestion, questionsOf } from '../extremes/questions.ts';
import { type ScreenedChip, screen } from '../extremes/screening.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Study } from '../study.ts';
import { ChipTrials } from '../trial.ts';

/**
 * The worst of many chips: all are screened by how far their branches go, and events run the worst of them, until it is
 * improbable that a chip which was not run is worse.
 */
export const extremes: Inquiry<ExtremesRequest, ExtremesAnswer> = {
  next: (study, answers) => extremesRun(study, answers).requests,

  answer(study, request) {
    const question = questionsOf(study)[request.question];
    if ('screen' in request) return { screened: screen(study, question, request.screen) };
    return { failing: byEvents(study, question, request.chip) };
  },
};

function byEvents(
  study: Study,
  { point, rule, step }: ExtremesQuestion,
  { chip, lossBeta }: ScreenedChip,
): FailingBeta {
  const trials = new ChipTrials(study, chip);
  // The branch is known already: it is followed no further than each run needs.
  const scenario = { ...point.scenario, engine: 'events', rules: [rule], follow: 1 } as const;
  return failingBeta((beta) => trials.run([{ ...point, beta, scenario }])[0].stable, lossBeta, step);
}
