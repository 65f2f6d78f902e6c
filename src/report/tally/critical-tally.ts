import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { smallest } from '../../montecarlo/smallest.ts';
import type { CriticalChip, CriticalSummary } from '../summary-critical.ts';
import { FirstFew } from './first-few.ts';

/** Chips that are drawn, and that are listed. */
const DRAWN = 200;
const LISTED = 20;

type Counts = Pick<CriticalSummary, 'chips' | 'beyond' | 'agreeing' | 'earlier' | 'later' | 'again' | 'leftOut'>;
const COUNTS = ['chips', 'beyond', 'agreeing', 'earlier', 'later', 'again', 'leftOut'] as const;

/** Under one rule, where chips end along a line of betas against where their branches do. Mergeable. */
export class CriticalTally {
  readonly #counts: { -readonly [K in keyof Counts]: number } = {
    chips: 0,
    beyond: 0,
    agreeing: 0,
    earlier: 0,
    later: 0,
    again: 0,
    leftOut: 0,
  };
  readonly #drawn = new FirstFew<CriticalChip>(DRAWN, byChip);
  readonly #off = new FirstFew<CriticalChip>(LISTED, byChip);
  readonly #betas: readonly number[];

  constructor(betas: readonly number[]) {
    this.#betas = betas;
  }

  /** Takes a chip by its rows at all betas, ascending; undefined: it has none there. */
  add(rows: RowColumns, line: readonly (number | undefined)[]): void {
    const counts = this.#counts;
    const present = line.filter((i) => i !== undefined);
    if (present.length === 0) return;
    const isRun = (i: number) => rows.error[i] === null && rows.engine[i] === 'events';
    if (present.length < line.length || !present.every(isRun)) {
      counts.leftOut++;
      return;
    }
    const answers = present.map((i) => rows.stable[i]);
    const end = answers.indexOf(false);
    const known = answers.findIndex((stable) => stable !== true);
    const from = known === 0 ? null : this.#betas[(known < 0 ? answers.length : known) - 1];
    const to = end < 0 ? null : this.#betas[end];
    const predicted = smallest(present.map((i) => rows.lossBeta[i]));
    const chip = { chip: rows.chip[present[0]], predicted, from, to };
    counts.chips++;
    if (end >= 0 && answers.lastIndexOf(true) > end) counts.again++;
    const loss = predicted ?? Number.POSITIVE_INFINITY;
    if (to === null && loss > this.#betas[this.#betas.length - 1]) {
      counts.beyond++;
      return;
    }
    this.#drawn.add(chip);
    if (to !== null && loss > to) counts.earlier++;
    else if (from !== null && loss <= from) counts.later++;
    else {
      counts.agreeing++;
      return;
    }
    this.#off.add(chip);
  }

  /** Takes over what the other has taken, which is not to be used afterwards. */
  merge(other: CriticalTally): void {
    for (const name of COUNTS) this.#counts[name] += other.#counts[name];
    this.#drawn.merge(other.#drawn);
    this.#off.merge(other.#off);
  }

  found(): Counts & Pick<CriticalSummary, 'drawn' | 'off'> {
    return { ...this.#counts, drawn: this.#drawn.sorted(), off: this.#off.sorted() };
  }
}

function byChip(a: CriticalChip, b: CriticalChip): number {
  return a.chip - b.chip;
}
