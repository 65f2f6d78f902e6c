import { counted, percent, threeDigits } from '../format.ts';
import { ruleName } from '../words.ts';
import type { ExtremesResult, ExtremesSummary } from './summary.ts';

/** What was found, some sentences for each rule at each point. */
export function findings(summary: ExtremesSummary): string[] {
  return summary.questions.map((result) => inWords(result, summary));
}

function inWords(result: ExtremesResult, { worst, miss }: ExtremesSummary): string {
  const { at, rule, beta, screened, chips, simulated, unknown, undecided, within } = result;
  const who = `${ruleName(rule)}${at === '' ? '' : ` at ${at}`}`;
  if (chips.length === 0) return `${who}: of ${screened} chips none fails by ${threeDigits(within / beta)} times beta.`;
  const [first, last] = [chips[0], chips[chips.length - 1]].map(({ fails }) => threeDigits(fails / beta));
  const found =
    chips.length < worst
      ? `of ${screened} chips events show ${chips.length} to fail, not the ${worst} asked for, from ${first} to ${last} times beta.`
      : `of ${screened} chips the ${worst} worst fail, by events, from ${first} to ${last} times beta.`;
  const farthest = Math.max(...chips.map(({ rank }) => rank));
  const cost = ` ${counted(simulated, 'chip')} were run by events; screening had these among its first ${farthest}.`;
  return `${who}: ${found} ${missedInWords(result, miss)}${cost}${openInWords(unknown, undecided)}`;
}

function missedInWords({ rounds, shown }: ExtremesResult, miss: number): string {
  const { missed, largestError } = rounds[rounds.length - 1];
  if (missed === 1 || largestError === null) return 'How probable it is that a worse one was not run is not known.';
  const error =
    largestError > 0
      ? `no branch was too good by more than ${percent(largestError)}`
      : 'every chip held farther than its branch';
  const bound = `That a worse one was not run has a probability of ${percent(missed)} at most (${error}`;
  return shown ? `${bound}).` : `${bound}), more than the ${percent(miss)} asked for: not shown.`;
}

function openInWords(unknown: number, undecided: number): string {
  const parts = [
    unknown === 0 ? '' : `${counted(unknown, 'chip')} could not be screened`,
    undecided === 0 ? '' : `events do not tell of ${undecided} where they fail`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` Left out, and possibly among the worst: ${parts.join('; ')}.`;
}
