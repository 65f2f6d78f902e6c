import { setImmediate } from 'node:timers/promises';
import type { InquiryKind } from '../model/vocabulary.ts';
import { inquiryOf } from './inquiries/inquiries.ts';
import { type PoolOptions, threadPool, untilAborted } from './pool.ts';
import type { Study } from './study.ts';

/** Where answers are kept, by their number over all rounds. */
export interface Answers {
  /** Null: it is not there. */
  read(number: number): Promise<unknown | null>;
  store(number: number, answer: unknown): Promise<void>;
}

/** Answers a request, in this thread or in another; null: the abort ended it. */
type AnswerOne = (request: unknown) => Promise<unknown | null>;

/**
 * Asks round after round, answers that are kept from before not again, until nothing more is asked: then the answers, in order.
 * Null after an abort, when nothing is at work any more.
 * @param progress takes how many are answered, of how many asked so far
 */
export async function inquire(
  kind: InquiryKind,
  study: Study,
  options: PoolOptions,
  kept: Answers,
  progress: (answered: number, asked: number) => void,
): Promise<unknown[] | null> {
  if (options.threads === 0) {
    const inquiry = inquiryOf(kind);
    return rounds(kind, study, 1, options.signal, kept, progress, async (request) => {
      // Lets a pending Ctrl-C through.
      await setImmediate();
      return options.signal.aborted ? null : inquiry.answer(study, request);
    });
  }
  const { threads, signal } = options;
  // One lane more than threads, so that a thread has its next request while an answer is being stored.
  const lanes = threads + 1;
  const pool = threadPool<[InquiryKind, unknown], unknown>('inquire-worker', study, options, lanes);
  try {
    return await rounds(kind, study, lanes, signal, kept, progress, (request) =>
      untilAborted(pool.run([kind, request], { signal }), signal),
    );
  } finally {
    await pool.destroy();
  }
}

async function rounds(
  kind: InquiryKind,
  study: Study,
  lanes: number,
  signal: AbortSignal,
  kept: Answers,
  progress: (answered: number, asked: number) => void,
  answerOne: AnswerOne,
): Promise<unknown[] | null> {
  const inquiry = inquiryOf(kind);
  const answers: unknown[] = [];
  for (;;) {
    const requests = inquiry.next(study, answers);
    if (requests.length === 0) return answers;
    const before = answers.length;
    const round: unknown[] = new Array(requests.length).fill(null);
    const waiting = requests.keys();
    let answered = before;
    let failed = false;
    const lane = async (): Promise<void> => {
      for (const i of waiting) {
        if (signal.aborted || failed) return;
        const known = await kept.read(before + i);
        const answer = known ?? (await answerOne(requests[i]));
        if (answer === null) return;
        if (known === null) await kept.store(before + i, answer);
        round[i] = answer;
        progress(++answered, before + requests.length);
      }
    };
    const lanesAtWork = Array.from({ length: lanes }, () =>
      lane().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
    await settled(lanesAtWork);
    if (signal.aborted) return null;
    answers.push(...round);
  }
}

/** Waits for all, also where one fails; then fails as the first that did. */
async function settled(lanes: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(lanes);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
