import type { Rare } from '../../config/scenario.ts';
import { Repetition } from '../rare/repetition.ts';
import type { ScaledCount } from '../rare/scaled-sigma.ts';
import type { Study } from '../study.ts';
import type { ByEvents, FoundChip, RareAnswer, RareRequest, ScaledAnswer, ScaledRequest } from './rare-answer.ts';
import { limitOf, questionsOf, type RareQuestion, rareOf } from './rare-questions.ts';

/** A question with all that has been found out about it. */
export interface RareCourse {
  readonly question: RareQuestion;
  readonly repetitions: readonly Repetition[];
  /** The most probable failing chips, once the repetitions have ended, and what events say of them. */
  readonly found: readonly FoundChip[];
  readonly confirmed: readonly ByEvents[];
  /** By sigma, where it was asked for: how many chips of draws as much larger fail. */
  readonly scaled: readonly (ScaledCount & Pick<ScaledAnswer, 'unknown'>)[];
}

/** Where an inquiry is after its answers so far: what is asked next, and every question's course. */
export interface RareRun {
  readonly requests: readonly RareRequest[];
  readonly courses: readonly RareCourse[];
}

/** Goes through the answers, round after round, as they were asked for. */
export function rareRun(study: Study, answers: readonly RareAnswer[]): RareRun {
  const courses = questionsOf(study).map((question) => {
    const repetitions = Array.from({ length: question.repetitions }, (_, r) => new Repetition(question.plan, r));
    return { question, repetitions };
  });
  let taken = 0;
  for (;;) {
    const requests = courses.flatMap(({ repetitions }, question) =>
      repetitions.flatMap((repetition) => repetition.requests.map((chains) => ({ question, chains }))),
    );
    if (requests.length === 0) break;
    if (taken === answers.length) {
      return { requests, courses: courses.map((course) => ({ ...course, found: [], confirmed: [], scaled: [] })) };
    }
    for (const { repetitions } of courses) {
      for (const repetition of repetitions) {
        const count = repetition.requests.length;
        if (count > 0) repetition.take(answers.slice(taken, taken + count).map(chainsOf));
        taken += count;
      }
    }
  }
  const { confirm, scaled } = rareOf(study.points[0].scenario);
  const found = courses.map(({ repetitions }) => mostProbable(repetitions, confirm));
  const confirmations = found.flatMap((chips, question) => chips.map((chip) => ({ question, confirm: chip })));
  const blocks = scaled === undefined ? [] : scaledRequests(scaled);
  const requests = [
    ...confirmations,
    ...courses.flatMap((_, question) => blocks.map((block) => ({ question, scaled: block }))),
  ];
  const last = answers.slice(taken);
  const byEvents = last.slice(0, confirmations.length).map(confirmedOf);
  const counted = last.slice(confirmations.length).map(scaledOf);
  let before = 0;
  return {
    requests: last.length === 0 ? requests : [],
    courses: courses.map((course, c) => {
      const own = found[c];
      before += own.length;
      return {
        ...course,
        found: own,
        confirmed: byEvents.slice(before - own.length, before),
        scaled: countsOf(blocks, counted.slice(c * blocks.length, (c + 1) * blocks.length)),
      };
    }),
  };
}

/** Chips of a request. */
const BLOCK = 250;

function scaledRequests({ sigmas, chips }: NonNullable<Rare['scaled']>): ScaledRequest[] {
  return sigmas.flatMap((sigma) =>
    Array.from({ length: Math.ceil(chips / BLOCK) }, (_, i) => {
      return { sigma, first: i * BLOCK, chips: Math.min(BLOCK, chips - i * BLOCK) };
    }),
  );
}

/** By sigma, of what is answered; chips of which nothing is known are told, and count as not failing. */
function countsOf(blocks: readonly ScaledRequest[], answers: readonly ScaledAnswer[]) {
  const bySigma = new Map<number, { sigma: number; chips: number; failing: number; unknown: number }>();
  for (const [i, { failing, unknown }] of answers.entries()) {
    const { sigma, chips } = blocks[i];
    const before = bySigma.get(sigma) ?? { sigma, chips: 0, failing: 0, unknown: 0 };
    bySigma.set(sigma, {
      sigma,
      chips: before.chips + chips,
      failing: before.failing + failing,
      unknown: before.unknown + unknown,
    });
  }
  return [...bySigma.values()];
}

function scaledOf(answer: RareAnswer): ScaledAnswer {
  if ('scaled' in answer) return answer.scaled;
  throw new Error('expected an answer about chips of larger draws');
}

function chainsOf(answer: RareAnswer) {
  if ('chains' in answer) return answer.chains;
  throw new Error('expected an answer about chains');
}

function confirmedOf(answer: RareAnswer): ByEvents {
  if ('confirmed' in answer) return answer.confirmed;
  throw new Error('expected an answer of events');
}

/** The failing points of the smallest norms: first the best of every repetition, which know nothing of each other, then the second best. */
function mostProbable(repetitions: readonly Repetition[], count: number): FoundChip[] {
  const byRank: FoundChip[][] = [];
  for (const [repetition, { points }] of repetitions.entries()) {
    // Chains that stayed where they were have the same point again.
    const own = [...new Set(points)].flatMap(({ lineage, failing }): FoundChip[] => {
      if (failing === null) return [];
      return [{ repetition, lineage, words: failing.words, norm: Math.sqrt(failing.squaredNorm) }];
    });
    own.sort(byNorm).forEach((chip, rank) => {
      byRank[rank] ??= [];
      byRank[rank].push(chip);
    });
  }
  return byRank.flatMap((chips) => chips.sort(byNorm)).slice(0, count);
}

function byNorm(a: FoundChip, b: FoundChip): number {
  return a.norm - b.norm;
}

/** The chips that were found, made anew: the `number`th of a question. */
export function foundChips(study: Study, answers: readonly RareAnswer[]) {
  return rareRun(study, answers).courses.flatMap(({ question: own, found }, question) => {
    const { space } = limitOf(study, own);
    return found.map(({ repetition, lineage }, number) => {
      const name = `rare ${study.seed}, ${own.rule}, repetition ${repetition}, chip ${number + 1}`;
      return { question, rule: own.rule, number, chip: space.chip(space.originOf(repetition, lineage, name)) };
    });
  });
}
