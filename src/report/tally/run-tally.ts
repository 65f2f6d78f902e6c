import type { Rule } from '../../model/rules.ts';
import { type RowColumns, rowAt } from '../../montecarlo/row-columns.ts';
import type { Manifest } from '../../store/manifest.ts';
import { disagreements } from '../predictions.ts';
import { kindOfRefusal } from '../refusals.ts';
import type { Refusal, Surprise } from '../summary.ts';
import { CellTally } from './cell-tally.ts';
import { checkRow, rowName } from './check-row.ts';
import { FirstFew } from './first-few.ts';
import { RulesTally } from './rules-tally.ts';
import { SpecTallies, specsFor } from './spec-tally.ts';

/** So many surprises and refusals are listed one by one; all are counted. */
const LISTED = 1000;

/** A surprise without the command that shows it. */
type Surprising = Omit<Surprise, 'command'>;

/**
 * What a report needs of a run's rows. It takes them block by block and keeps none of them; tallies of different blocks can be
 * merged, in any order, to the tally of all.
 */
export class RunTally {
  rows = 0;
  readonly surprises = new FirstFew<Surprising>(LISTED, inSweepOrder);
  readonly refusals = new FirstFew<Refusal>(LISTED, inSweepOrder);
  readonly #reasons = new Map<string, number>();
  readonly #manifest: Manifest;
  /** By point, then rule. */
  readonly #cells: readonly ReadonlyMap<Rule, CellTally>[];
  /** By point; of the first two rules. */
  readonly #pairs: readonly RulesTally[];

  constructor(manifest: Manifest) {
    const { rules, probes } = manifest.scenario;
    this.#manifest = manifest;
    this.#cells = manifest.points.map(
      ({ engine, accept, follow }) =>
        new Map(
          rules.map((rule) => {
            const own = new SpecTallies(specsFor(rule, accept), { probes, follow });
            return [rule, new CellTally(probes, engine === 'screened', own)];
          }),
        ),
    );
    this.#pairs = manifest.points.map(() => new RulesTally());
  }

  /** Takes rows of whole chips: all that there are of a chip, because rules are compared on the same chips. */
  add(rows: RowColumns): void {
    for (let i = 0; i < rows.rows; i++) {
      const cell = this.#cells[rows.point[i]]?.get(rows.rule[i]);
      if (cell === undefined) throw new Error(`report: ${rowName(rows, i)} is not part of the sweep`);
      checkRow(this.#manifest, rows, i);
      if (!cell.add(rows, i)) throw new Error(`report: ${rowName(rows, i)} has two rows`);
      this.#list(rows, i);
    }
    this.rows += rows.rows;
    this.#compare(rows);
  }

  /** Takes over what the other has taken, which is not to be used afterwards. */
  merge(other: RunTally): void {
    this.#cells.forEach((cells, point) => {
      for (const [rule, cell] of cells) {
        if (!cell.merge(other.cell(point, rule))) throw new Error(`report: chips at point ${point} have two rows`);
      }
    });
    this.#pairs.forEach((pairs, point) => {
      pairs.merge(other.pairs(point));
    });
    this.rows += other.rows;
    this.surprises.merge(other.surprises);
    this.refusals.merge(other.refusals);
    for (const [reason, trials] of other.#reasons) this.#addReason(reason, trials);
  }

  cell(point: number, rule: Rule): CellTally {
    const cell = this.#cells[point]?.get(rule);
    if (cell === undefined) throw new Error(`report: the sweep has no rule ${rule} at point ${point}`);
    return cell;
  }

  pairs(point: number): RulesTally {
    return this.#pairs[point];
  }

  /** Why trials were refused, the commonest reason first. */
  reasons(): { readonly reason: string; readonly trials: number }[] {
    return [...this.#reasons]
      .map(([reason, trials]) => ({ reason, trials }))
      .sort((a, b) => b.trials - a.trials || a.reason.localeCompare(b.reason, 'en'));
  }

  #list(rows: RowColumns, i: number): void {
    const error = rows.error[i];
    const surprise = rows.surprise[i];
    if (error === null && surprise === null) return;
    const { point, chip, rule, branches } = rowAt(rows, i);
    if (error !== null) {
      this.refusals.add({ point, chip, rule, error });
      this.#addReason(kindOfRefusal(error), 1);
    } else if (surprise !== null) {
      this.surprises.add({ point, chip, rule, probe: surprise, found: disagreements(branches) });
    }
  }

  #addReason(reason: string, trials: number): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + trials);
  }

  #compare(rows: RowColumns): void {
    const { rules, chips } = this.#manifest.scenario;
    const [first, second] = rules;
    if (second === undefined) return;
    const trial = (i: number) => rows.point[i] * chips + rows.chip[i];
    const firsts = new Map<number, number>();
    for (let i = 0; i < rows.rows; i++) if (rows.rule[i] === first) firsts.set(trial(i), i);
    for (let i = 0; i < rows.rows; i++) {
      if (rows.rule[i] !== second) continue;
      const partner = firsts.get(trial(i));
      if (partner !== undefined) this.#pairs[rows.point[i]].add(rows, partner, i);
    }
  }
}

type Address = Pick<Refusal, 'point' | 'chip' | 'rule'>;

function inSweepOrder(a: Address, b: Address): number {
  return a.point - b.point || a.chip - b.chip || a.rule.localeCompare(b.rule, 'en');
}
