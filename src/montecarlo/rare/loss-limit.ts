import { firstLoss, Outlook } from '../../analysis/outlook.ts';
import type { Chip } from '../../chip/chip.ts';
import { unrolled } from '../../engine/unrolled.ts';
import { circuitOf, ruleNamed } from '../../learning/rules.ts';
import type { Rule } from '../../model/rules.ts';
import { firstInputs } from '../chip-on-trial.ts';
import type { Study, StudyPoint } from '../study.ts';
import type { Scored } from './chains.ts';

/** Branches that end by the drive's beta fail. */
export const LOST_FROM = 1;

/**
 * The limit state beta / lossBeta of a chip: the largest over its inputs, 0 where no branch ends. Branches are followed no further
 * than to where the score would fall to `above`, and in no case beyond the scenario's `follow`.
 */
export function lossLimit({ tasks }: Study, point: StudyPoint, rule: Rule): (chip: Chip, above: number) => Scored {
  const { scenario, beta } = point;
  const { loss, nudge, follow, ownRules } = scenario;
  const { probes } = tasks[point.task];
  const definition = ruleNamed(rule, ownRules);
  return (chip, above) => {
    const circuit = unrolled(circuitOf(chip, definition));
    const inputs = firstInputs(chip, probes);
    const outlooks = probes.map(
      ({ input, target }, i) => new Outlook(circuit, { input, firstInput: inputs[i], target, loss, beta, nudge }),
    );
    const failed = outlooks.find(({ failure }) => failure !== null);
    if (failed !== undefined) throw failed.failure;
    const ends = firstLoss(outlooks, beta / Math.max(above, 1 / follow));
    const score = ends === null ? 0 : beta / ends;
    return { score, words: score >= LOST_FROM ? howLost(outlooks, ends!) : null };
  };
}

/** Which input's branch ends there, and how. */
function howLost(outlooks: readonly Outlook[], beta: number): string {
  const input = outlooks.findIndex((outlook) => outlook.lossBeta(beta) === beta);
  const { ending } = outlooks[input];
  const how = ending !== null && ending.beta === beta ? ENDINGS[ending.by] : 'only rails hold it';
  return `${how} on input ${input}`;
}

const ENDINGS = { mode: 'a mode grows', fold: 'it folds back', kink: 'it ends at a kink' } as const;
