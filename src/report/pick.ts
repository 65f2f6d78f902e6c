import { ln } from '../model/elementary.ts';
import { type Metric, metricNamed } from '../model/metrics.ts';
import type { Rule } from '../model/rules.ts';
import type { RowColumns } from '../montecarlo/row-columns.ts';
import { isAnswer, metricOf, NONE, type SpecContext } from '../montecarlo/spec-answer.ts';
import { quantile } from '../montecarlo/statistics/quantile.ts';
import { FirstFew } from './tally/first-few.ts';

/** Which chips are wanted: at one end of a metric, or next to a quantile of it, 0 the worst and 1 the best. */
export interface Wish {
  readonly metric: Metric;
  readonly which: 'worst' | 'best' | number;
  readonly count: number;
  /** Null: any. */
  readonly rule: Rule | null;
  readonly point: number | null;
}

export interface Picked {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  /** SI units; null: none, the chip has failed, as one that does not come to rest has no angle. */
  readonly value: number | null;
}

interface Ranked extends Picked {
  /** The larger, the better; -Infinity: failed. */
  readonly rank: number;
}

/** Takes rows, and picks of them those that are wanted. */
export class Picker {
  /** Trials that were looked at, and those of them that could not be ranked: refused, undecided or not measured. */
  looked = 0;
  unranked = 0;
  readonly #wish: Wish;
  readonly #contexts: readonly SpecContext[];
  readonly #first: FirstFew<Ranked>;
  /** Of a quantile all have to be known. */
  readonly #all: Ranked[] = [];

  /** @param contexts by point */
  constructor(wish: Wish, contexts: readonly SpecContext[]) {
    const sign = wish.which === 'best' ? -1 : 1;
    this.#wish = wish;
    this.#contexts = contexts;
    this.#first = new FirstFew(wish.count, (a, b) => compare(sign * a.rank, sign * b.rank) || inOrder(a, b));
  }

  add(rows: RowColumns): void {
    const { rule, point, which } = this.#wish;
    for (let i = 0; i < rows.rows; i++) {
      if ((rule !== null && rows.rule[i] !== rule) || (point !== null && rows.point[i] !== point)) continue;
      this.looked++;
      const ranked = this.#rank(rows, i);
      if (ranked === null) this.unranked++;
      else if (typeof which === 'number') this.#all.push(ranked);
      else this.#first.add(ranked);
    }
  }

  /** The best fitting first. */
  picked(): Picked[] {
    const { which, count } = this.#wish;
    const found = typeof which === 'number' ? this.#nearest(which, count) : this.#first.sorted();
    return found.map(({ point, chip, rule, value }) => ({ point, chip, rule, value }));
  }

  #nearest(level: number, count: number): Ranked[] {
    const sorted = this.#all.sort((a, b) => compare(a.rank, b.rank) || inOrder(a, b));
    if (sorted.length === 0) return [];
    const middle = quantile(
      sorted.map((_, at) => at),
      level,
    );
    return sorted
      .map((ranked, at) => ({ ranked, off: Math.abs(at - middle), at }))
      .sort((a, b) => a.off - b.off || a.at - b.at)
      .slice(0, count)
      .map(({ ranked }) => ranked);
  }

  /** Null: refused, or nothing is known. */
  #rank(rows: RowColumns, i: number): Ranked | null {
    if (rows.error[i] !== null) return null;
    const { metric } = this.#wish;
    const own = { point: rows.point[i], chip: rows.chip[i], rule: rows.rule[i] };
    if (isAnswer(metric)) {
      const answer = rows[metric][i];
      return answer === null ? null : { ...own, value: Number(answer), rank: Number(answer) };
    }
    const found = metricOf(metric, rows, i, this.#contexts[own.point]);
    if (found === null) return null;
    if (found === NONE) return { ...own, value: null, rank: Number.NEGATIVE_INFINITY };
    const [low, high] = found;
    if (low === Number.NEGATIVE_INFINITY) return null;
    switch (metricNamed(metric).better) {
      case 'more':
        return { ...own, value: low, rank: low };
      case 'less':
        return { ...own, value: high, rank: -high };
      case 'near 1': {
        const value = Math.abs(ln(low)) > Math.abs(ln(high)) ? low : high;
        return { ...own, value, rank: -Math.abs(ln(value)) };
      }
    }
  }
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inOrder(a: Picked, b: Picked): number {
  return a.point - b.point || a.chip - b.chip || a.rule.localeCompare(b.rule, 'en');
}
