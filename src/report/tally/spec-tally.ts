import type { Scenario, Spec } from '../../config/scenario.ts';
import type { Rule } from '../../model/rules.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { answerOf, type SpecContext } from '../../montecarlo/spec-answer.ts';

/** Chips by whether they keep a spec; those that could not be run are in no number. */
export class SpecTally {
  passed = 0;
  failed = 0;
  unknown = 0;

  add(answer: boolean | null): void {
    if (answer === null) this.unknown++;
    else if (answer) this.passed++;
    else this.failed++;
  }

  merge({ passed, failed, unknown }: SpecTally): void {
    this.passed += passed;
    this.failed += failed;
    this.unknown += unknown;
  }
}

/** The specs of one rule at one point, and all of them together. */
export class SpecTallies {
  readonly specs: readonly Spec[];
  readonly each: readonly SpecTally[];
  readonly all = new SpecTally();
  readonly #context: SpecContext;

  constructor(specs: readonly Spec[], context: SpecContext) {
    this.specs = specs;
    this.each = specs.map(() => new SpecTally());
    this.#context = context;
  }

  /** Takes row i, of a chip that could be run. */
  add(rows: RowColumns, i: number): void {
    const answers = this.specs.map((spec) => answerOf(spec, rows, i, this.#context));
    answers.forEach((answer, s) => {
      this.each[s].add(answer);
    });
    // One that fails decides, whatever is not known of the others.
    this.all.add(answers.includes(false) ? false : answers.includes(null) ? null : true);
  }

  merge(other: SpecTallies): void {
    this.each.forEach((tally, s) => {
      tally.merge(other.each[s]);
    });
    this.all.merge(other.all);
  }
}

/** The specs that hold for a rule. Runs that were begun before there were specs have none. */
export function specsFor(rule: Rule, { specs = [] }: Scenario['accept']): Spec[] {
  return specs.filter(({ rules }) => rules === null || rules.includes(rule));
}
