import type { Study } from '../study.ts';
import type { FailingBeta } from './failing-beta.ts';
import { type ExtremesQuestion, questionsOf } from './questions.ts';
import {
  furtherRequests,
  keptWithin,
  pilotRequests,
  type ScreenAnswer,
  type ScreenedChip,
  type ScreenRequest,
} from './screening.ts';
import { Search } from './search.ts';

/** Chips that are screened; or one of which events are to say at which beta it fails. */
export type ExtremesRequest =
  | { readonly question: number; readonly screen: ScreenRequest }
  | { readonly question: number; readonly chip: ScreenedChip };

export type ExtremesAnswer = { readonly screened: ScreenAnswer } | { readonly failing: FailingBeta };

/** A question with all that has been found out about it. */
export interface ExtremesCourse {
  readonly question: ExtremesQuestion;
  /** What the first chips were found to be, which branches were followed farther for. */
  readonly pilot: Screened;
  readonly all: Screened;
  /** Up to which beta all branches were followed. */
  readonly within: number;
  readonly search: Search;
}

/** What screening found, summed. */
interface Screened {
  readonly chips: number;
  readonly found: readonly ScreenedChip[];
  readonly unknown: number;
  readonly why: string | null;
}

/** What is asked next; without requests: where every question has come to. */
export interface ExtremesRun {
  readonly requests: readonly ExtremesRequest[];
  readonly courses: readonly ExtremesCourse[];
}

/** Goes through the answers, round after round, as they were asked for: a pilot, all others, then events. */
export function extremesRun(study: Study, answers: readonly ExtremesAnswer[]): ExtremesRun {
  const questions = questionsOf(study);
  const taken = new Taken(answers);
  const first = questions.map(pilotRequests);
  if (taken.isAtEnd) return { requests: screening(first), courses: [] };
  const pilots = first.map((requests) => summed(taken.take(requests.length).map(screenedOf)));
  const further = questions.map((question, q) => furtherRequests(question, pilots[q].found));
  if (taken.isAtEnd && further.some(({ length }) => length > 0)) return { requests: screening(further), courses: [] };
  const courses = questions.map((question, q): ExtremesCourse => {
    const pilot = pilots[q];
    const all = summed([pilot, ...taken.take(further[q].length).map(screenedOf)]);
    const within = keptWithin(question, pilot.found);
    const kept = all.found.filter(({ lossBeta }) => lossBeta <= within);
    const rest = all.chips - all.unknown - kept.length;
    return { question, pilot, all, within, search: new Search(question, kept, rest, within) };
  });
  for (;;) {
    const requests = courses.flatMap(({ search }, question) => search.requests.map((chip) => ({ question, chip })));
    if (requests.length === 0 || taken.isAtEnd) return { requests, courses };
    for (const { search } of courses) {
      const count = search.requests.length;
      if (count > 0) search.take(taken.take(count).map(failingOf));
    }
  }
}

/** Answers, taken from the front. */
class Taken {
  private readonly answers: readonly ExtremesAnswer[];
  private count = 0;

  constructor(answers: readonly ExtremesAnswer[]) {
    this.answers = answers;
  }

  get isAtEnd(): boolean {
    return this.count === this.answers.length;
  }

  take(count: number): readonly ExtremesAnswer[] {
    this.count += count;
    return this.answers.slice(this.count - count, this.count);
  }
}

function screening(requests: readonly (readonly ScreenRequest[])[]): ExtremesRequest[] {
  return requests.flatMap((own, question) => own.map((screen) => ({ question, screen })));
}

function summed(parts: readonly Screened[]): Screened {
  return {
    chips: parts.reduce((sum, { chips }) => sum + chips, 0),
    found: parts.flatMap(({ found }) => found),
    unknown: parts.reduce((sum, { unknown }) => sum + unknown, 0),
    why: parts.find(({ why }) => why !== null)?.why ?? null,
  };
}

function screenedOf(answer: ExtremesAnswer): ScreenAnswer {
  if ('screened' in answer) return answer.screened;
  throw new Error('expected an answer of screening');
}

function failingOf(answer: ExtremesAnswer): FailingBeta {
  if ('failing' in answer) return answer.failing;
  throw new Error('expected an answer of events');
}
