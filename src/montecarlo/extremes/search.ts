import { expm1, ln, log1p } from '../../model/elementary.ts';
import { ErrorTail } from './error-tail.ts';
import type { FailingBeta } from './failing-beta.ts';
import type { ExtremesQuestion } from './questions.ts';
import type { ScreenedChip } from './screening.ts';

/** A chip that was screened, and what events say of it. */
export interface MeasuredChip extends ScreenedChip {
  /** Among all chips by screening, from 1. */
  readonly rank: number;
  readonly byEvents: FailingBeta;
}

/** What is known after some of the chips were run by events. */
export interface Round {
  /** The first so many by screening were run, and how many others. */
  readonly first: number;
  readonly audited: number;
  /** The last of those wanted, by events; null: fewer fail as far as they were looked at. */
  readonly limit: number | null;
  /** Probability, at most, that a chip which was not run fails before that; 1: nothing is known of it. */
  readonly missed: number;
  /** By how much of the beta at which it fails a chip was to hold longer, at most, the step included; null: too few chips have both numbers. */
  readonly largestError: number | null;
}

/** Chips of the first round, in those wanted, and at least. */
const FIRST = 3;
const FEWEST = 60;
/** Chips of any rank that events run too, so that the errors are those of all that were kept. */
const AUDIT = 40;

/** All that screening left of one question, and what events are asked of it, round after round. */
export class Search {
  readonly rounds: Round[] = [];
  readonly measured = new Map<number, FailingBeta>();
  /** Ascending. */
  readonly kept: readonly ScreenedChip[];
  private readonly question: ExtremesQuestion;
  private readonly rest: number;
  private readonly within: number;
  private readonly audit: ReadonlySet<number>;
  private first: number;

  /**
   * @param kept the chips whose branches end by `within`, in any order
   * @param rest how many others there are, all of which end beyond
   */
  constructor(question: ExtremesQuestion, kept: readonly ScreenedChip[], rest: number, within: number) {
    this.question = question;
    this.kept = [...kept].sort((a, b) => a.lossBeta - b.lossBeta || a.chip - b.chip);
    this.rest = rest;
    this.within = within;
    const n = this.kept.length;
    this.audit = new Set(Array.from({ length: AUDIT }, (_, i) => Math.floor(((i + 0.5) * n) / AUDIT)));
    this.first = Math.min(Math.max(FIRST * question.worst, FEWEST), question.most, n);
  }

  /** What events are to say next; none: that was all. */
  get requests(): readonly ScreenedChip[] {
    return this.kept.filter(({ chip }, rank) => this.isWanted(rank) && !this.measured.has(chip));
  }

  /** Takes the answers to its requests, in order. */
  take(answers: readonly FailingBeta[]): void {
    this.requests.forEach(({ chip }, i) => {
      this.measured.set(chip, answers[i]);
    });
    const round = this.conclude();
    this.rounds.push(round);
    const { miss, most } = this.question;
    if (round.missed <= miss || this.first >= Math.min(most, this.kept.length)) return;
    this.first = Math.min(2 * this.first, most, this.kept.length);
  }

  /** The chips that events ran, those that fail at the smallest beta first; then the others. */
  ranked(): MeasuredChip[] {
    const chips = this.kept.flatMap((screened, place): MeasuredChip[] => {
      const byEvents = this.measured.get(screened.chip);
      return byEvents === undefined ? [] : [{ ...screened, rank: place + 1, byEvents }];
    });
    return chips.sort((a, b) => orderOf(a) - orderOf(b) || a.rank - b.rank);
  }

  private isWanted(place: number): boolean {
    return place < this.first || this.audit.has(place);
  }

  private conclude(): Round {
    const { worst, miss, step } = this.question;
    const known = this.ranked().filter(({ byEvents }) => 'fails' in byEvents);
    const tooGood = known.map(errorOf);
    const limit = failsAt(known[worst - 1]?.byEvents);
    const round = { first: this.first, audited: known.length - this.firstKnown(known), limit };
    if (tooGood.length < 2) return { ...round, missed: 1, largestError: null };
    // Half of the probability for the tail, which all rounds share and each has two bounds of; half for the chips.
    const delta = miss / 2 / 2 / 2 ** (this.rounds.length + 1);
    const tail = new ErrorTail(tooGood, log1p(step), delta);
    const missed = limit === null ? 1 : Math.min(1, miss / 2 + this.expectedBefore(limit, tail));
    return { ...round, missed, largestError: expm1(tail.largest) };
  }

  private firstKnown(known: readonly MeasuredChip[]): number {
    return known.filter(({ rank }) => rank <= this.first).length;
  }

  /** How many of the chips that were not run are to be expected to fail before `limit`, at most. */
  private expectedBefore(limit: number, tail: ErrorTail): number {
    let sum = this.rest * tail.beyond(ln(this.within / limit));
    for (const { chip, lossBeta } of this.kept) {
      if (!this.measured.has(chip)) sum += tail.beyond(ln(lossBeta / limit));
    }
    return sum;
  }
}

/** By how much more than its branch a chip was to hold: ln(lossBeta / fails); minus infinity where it holds throughout. */
function errorOf({ lossBeta, byEvents }: MeasuredChip): number {
  const fails = failsAt(byEvents);
  return fails === null ? Number.NEGATIVE_INFINITY : ln(lossBeta / fails);
}

function failsAt(byEvents: FailingBeta | undefined): number | null {
  return byEvents !== undefined && 'fails' in byEvents ? byEvents.fails : null;
}

function orderOf({ byEvents }: MeasuredChip): number {
  return failsAt(byEvents) ?? Number.MAX_VALUE;
}
