import type { Scenario } from '../../config/scenario.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import type { Foretold, Screening } from '../../montecarlo/statistics/screened.ts';

/** How engine: screened chooses. */
export type Screen = Scenario['screen'];

type Counts<T> = { -readonly [K in keyof T]: number };

/** Where a row has what the static engine answered, if events ran the chip. */
const FORETOLD = { stable: 'foretoldStable', inRange: 'foretoldInRange', aligned: 'foretoldAligned' } as const;

/** How one criterion was screened: chips near their limit, and the others by what was foretold; mergeable. */
export class ScreeningTally implements Screening {
  readonly near = { chips: 0, passed: 0, unknown: 0, otherwise: 0 };
  readonly passing = noChips();
  readonly failing = noChips();
  readonly sample: number;
  readonly #criterion: keyof typeof FORETOLD;

  /** @param sample chance of a chip to be of the random part */
  constructor(criterion: keyof typeof FORETOLD, sample: number) {
    this.#criterion = criterion;
    this.sample = sample;
  }

  /** Takes a chip that could not be run, of which nothing is known. */
  addRefused(): void {
    this.near.chips++;
    this.near.unknown++;
  }

  /** Takes a row that could be run. */
  add(rows: RowColumns, i: number): void {
    const answer = rows[this.#criterion][i];
    const isSimulated = rows.engine[i] === 'events';
    const foretold = isSimulated ? rows[FORETOLD[this.#criterion]][i] : answer;
    if (foretold === null) throw new Error('report: a screened chip of which nothing was foretold');
    if (rows.near[i]) {
      this.near.chips++;
      if (answer === null) this.near.unknown++;
      else if (answer !== foretold) this.near.otherwise++;
      if (answer === true) this.near.passed++;
      return;
    }
    const part = foretold ? this.passing : this.failing;
    part.chips++;
    if (!isSimulated) return;
    part.checked++;
    if (answer === null) part.unknown++;
    else if (answer !== foretold) part.wrong++;
  }

  merge(other: ScreeningTally): void {
    for (const name of ['near', 'passing', 'failing'] as const) {
      const [to, from] = [this[name] as Record<string, number>, other[name] as Record<string, number>];
      for (const key of Object.keys(to)) to[key] += from[key];
    }
  }
}

function noChips(): Counts<Foretold> {
  return { chips: 0, checked: 0, wrong: 0, unknown: 0 };
}
