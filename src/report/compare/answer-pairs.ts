import type { PairedCounts } from '../../montecarlo/statistics/paired.ts';
import type { Counted } from '../../montecarlo/statistics/unpaired.ts';
import { ANSWERS, type Answer } from './cell-values.ts';

/** One criterion's answers in one run. */
export interface AnswerCounts extends Counted {
  readonly undecided: number;
  readonly refused: number;
}

/** Of all chips with a row; n are those that passed or failed. */
export function countAnswers(answers: Uint8Array): AnswerCounts {
  const counts = new Array<number>(ANSWERS.length).fill(0);
  for (const answer of answers) counts[answer]++;
  const of = (answer: Answer) => counts[ANSWERS.indexOf(answer)];
  return { passed: of('passed'), n: of('passed') + of('failed'), undecided: of('undecided'), refused: of('refused') };
}

/** Chips that have a row in both runs, by their two answers. */
export interface AnswerPairs {
  /** Known in both; the first run's passed alone, the second's alone ... */
  readonly known: PairedCounts;
  /** Undecided or refused in one run or both. */
  readonly leftOut: number;
  /** The same counts with every chip that is known in one run only against the second. Those known in neither are in no number. */
  readonly worst: PairedCounts;
}

type Counts = { -readonly [K in keyof PairedCounts]: number };

export function pairAnswers(first: Uint8Array, second: Uint8Array): AnswerPairs {
  const known: Counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  const worst: Counts = { ...known };
  let leftOut = 0;
  for (let chip = 0; chip < Math.min(first.length, second.length); chip++) {
    const [a, b] = [ANSWERS[first[chip]], ANSWERS[second[chip]]];
    if (a === 'no row' || b === 'no row') continue;
    if (isKnown(a) && isKnown(b)) {
      known[cell(a, b)]++;
      worst[cell(a, b)]++;
      continue;
    }
    leftOut++;
    if (isKnown(a)) worst[cell(a, 'failed')]++;
    else if (isKnown(b)) worst[cell('passed', b)]++;
  }
  return { known, leftOut, worst };
}

function isKnown(answer: Answer): boolean {
  return answer === 'passed' || answer === 'failed';
}

function cell(a: Answer, b: Answer): keyof PairedCounts {
  if (a === 'passed') return b === 'passed' ? 'both' : 'onlyFirst';
  return b === 'passed' ? 'onlySecond' : 'neither';
}
