import type { Spec } from '../../config/scenario.ts';
import { CRITERIA, type Criterion, type Metric } from '../../model/metrics.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { answerOf, isAnswer, metricOf, NONE, type SpecContext } from '../../montecarlo/spec-answer.ts';

/** What a criterion says of a chip. Of chips that are undecided or refused it is not known. */
export const ANSWERS = ['no row', 'failed', 'passed', 'undecided', 'refused'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Numbers whose medians are compared. */
export const MEASURES = ['angleDeg', 'gainMarginDb', 'settleTime', 'energy'] as const satisfies readonly Exclude<
  Metric,
  Criterion
>[];
export type Measure = (typeof MEASURES)[number];

/** What of one rule at one point is compared, by chip: a byte for every answer, a double for every measure. */
export class CellValues {
  readonly specs: readonly Spec[];
  /** Of the criteria, then of the specs; entries are indices into `ANSWERS`. */
  readonly answers: readonly Uint8Array[];
  /** By measure; NaN: the chip has none. */
  readonly measures: readonly Float64Array[];
  readonly #context: SpecContext;
  readonly #isScreened: boolean;

  /** @param chips of the run, all of which may have a row */
  constructor(chips: number, specs: readonly Spec[], context: SpecContext, isScreened: boolean) {
    this.specs = specs;
    this.answers = [...CRITERIA, ...specs].map(() => new Uint8Array(chips));
    this.measures = MEASURES.map(() => new Float64Array(chips).fill(NaN));
    this.#context = context;
    this.#isScreened = isScreened;
  }

  /** Takes row i; false: there is a row of that chip already. */
  add(rows: RowColumns, i: number): boolean {
    const chip = rows.chip[i];
    if (ANSWERS[this.answers[0][chip]] !== 'no row') return false;
    if (rows.error[i] !== null) {
      for (const answers of this.answers) answers[chip] = ANSWERS.indexOf('refused');
      return true;
    }
    CRITERIA.forEach((criterion, k) => {
      this.answers[k][chip] = coded(rows[criterion][i]);
    });
    this.specs.forEach((spec, s) => {
      this.answers[CRITERIA.length + s][chip] = coded(answerOf(spec, rows, i, this.#context));
    });
    MEASURES.forEach((measure, m) => {
      this.measures[m][chip] = this.#valueOf(measure, rows, i);
    });
    return true;
  }

  /** NaN: a chip that fails has none, or it is not known. */
  #valueOf(measure: Measure, rows: RowColumns, i: number): number {
    // Of screened chips those near their limit were simulated too, and are no random part of all.
    const ofRuns = measure === 'settleTime' || measure === 'energy';
    if (ofRuns && this.#isScreened && !rows.sampled[i]) return NaN;
    const found = metricOf(measure, rows, i, this.#context);
    if (found === null || found === NONE) return NaN;
    const [low, high] = found;
    return low === high ? low : NaN;
  }
}

function coded(answer: boolean | null): number {
  return ANSWERS.indexOf(answer === null ? 'undecided' : answer ? 'passed' : 'failed');
}

/** Whether a spec asks the same of a chip in another run; how many of them are to keep it is no matter. */
export function asksTheSame(a: Spec, b: Spec): boolean {
  if (a.name !== b.name || a.metric !== b.metric) return false;
  return isAnswer(a.metric) || (a.min === b.min && a.max === b.max);
}
