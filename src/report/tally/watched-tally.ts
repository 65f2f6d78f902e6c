import type { Spec } from '../../config/scenario.ts';
import type { Criterion } from '../../model/metrics.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { answerOf, type SpecContext } from '../../montecarlo/spec-answer.ts';
import type { Interval } from '../../montecarlo/statistics/proportion.ts';
import { screenedSequence } from '../../montecarlo/statistics/screened.ts';
import { yieldSequence } from '../../montecarlo/statistics/spec.ts';
import { type Screen, ScreeningTally } from './screening-tally.ts';
import { SpecTally } from './spec-tally.ts';

/** One yield that a sweep has to know before it ends, of one rule at one point. */
export interface Watched {
  readonly spec: Spec;
  readonly context: SpecContext;
  /** Of engine: screened, whose criteria alone are watched; null: of another. */
  readonly screen: Screen | null;
}

/** Chips by whether they keep what is watched, as far as it was simulated or foretold; mergeable. */
export class WatchedTally {
  readonly counts = new SpecTally();
  readonly #watched: Watched;
  readonly #screening: ScreeningTally | null;

  constructor(watched: Watched) {
    const { spec, screen } = watched;
    this.#watched = watched;
    this.#screening = screen === null ? null : new ScreeningTally(spec.metric as Criterion, screen.sample);
  }

  /** Takes row i; of a chip that could not be run nothing is known. */
  add(rows: RowColumns, i: number): void {
    const { spec, context } = this.#watched;
    const isRun = rows.error[i] === null;
    this.counts.add(isRun ? answerOf(spec, rows, i, context) : null);
    if (isRun) this.#screening?.add(rows, i);
    else this.#screening?.addRefused();
  }

  merge(other: WatchedTally): void {
    this.counts.merge(other.counts);
    if (other.#screening !== null) this.#screening?.merge(other.#screening);
  }

  /** 95 % confidence sequence. */
  sequence(): Interval {
    return this.#screening === null
      ? yieldSequence(this.counts)
      : screenedSequence(this.#screening, this.#screening.sample);
  }
}
