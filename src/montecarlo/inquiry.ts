import type { Study } from './study.ts';

/**
 * A question about many chips that is answered in rounds. What is asked next is a function of the answers so far, and every
 * answer of its request alone, so that threads, interruptions and resumption change nothing. Requests and answers are plain
 * data; a request is a tenth of a second of work, or some.
 */
export interface Inquiry<Request, Answer> {
  /** What is asked next, once these have been answered, in order; none: that was all. */
  next(study: Study, answers: readonly Answer[]): readonly Request[];
  /** Runs in any thread; what a chip cannot do comes back as data. */
  answer(study: Study, request: Request): Answer;
}
