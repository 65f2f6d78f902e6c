import { counted, percent, threeDigits } from '../format.ts';
import { ruleName } from '../words.ts';
import type { RareResult, RareSummary } from './summary.ts';
import { chipsInWords, eventsInWords, extrapolationInWords, probabilityInWords, sigmaInWords } from './words.ts';

/** What was found, some sentences for each rule at each point. */
export function findings(summary: RareSummary): string[] {
  return summary.questions.map((result) => inWords(result, summary));
}

function inWords(result: RareResult, { limit, repetitions, downTo }: RareSummary): string {
  const { at, rule, probability, evaluations, chips, unknown, independent } = result;
  const who = `${ruleName(rule)}${at === '' ? '' : ` at ${at}`}`;
  const what =
    probability === null
      ? `no chip was found of which ${limit}; the probability is ${probabilityInWords(result)} (95 %${tied(result)}), ` +
        `a yield ${sigmaInWords(result)} sigma.`
      : `${limit} with probability ${probabilityInWords(result)}, 95 % from ${counted(repetitions, 'repetition')}: ` +
        `a yield of ${sigmaInWords(result)} sigma.`;
  const cost =
    ` ${evaluations} chips were looked at; counting failures among independent chips would take ` +
    `${chipsInWords(result.plainChips)} for ${probability === null ? 'a bound as low' : 'an interval as narrow'}.`;
  const events = chips.length === 0 ? '' : ` Of the most probable failing chips, by events: ${eventsInWords(chips)}.`;
  const open =
    unknown === 0
      ? ''
      : ` Of ${unknown} of them it is not known whether they fail, ${independent.unknown} of the ${independent.chips} that were drawn ` +
        `independently. None is counted as failing; if all did, that would be up to ${percent(independent.atMost)} of chips more.`;
  const stopped = probability !== null && result.repetitions.some(({ end }) => end !== 'failing');
  const mixed = stopped
    ? ` Not all repetitions came to failing chips above ${threeDigits(downTo)}; these count as 0.`
    : '';
  const extrapolated =
    result.extrapolated === undefined
      ? ''
      : ` Scaled sigma, an extrapolation from larger spreads and no estimate, says ${extrapolationInWords(result)}.`;
  return `${who}: ${what}${cost}${open}${events}${mixed}${extrapolated}`;
}

/** Where the limit state leads no further. */
function tied({ repetitions }: RareResult): string {
  return repetitions.some(({ end }) => end === 'tied') ? '; nearer to failing no chip is told from another' : '';
}
