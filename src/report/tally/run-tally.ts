import type { Rule } from '../../model/rules.ts';
import { type RowColumns, rowAt } from '../../montecarlo/row-columns.ts';
import { type Manifest, untilOf } from '../../store/manifest.ts';
import { disagreements } from '../predictions.ts';
import { referencePoints } from '../reference-points.ts';
import { kindOfRefusal } from '../refusals.ts';
import type { Refusal, Surprise } from '../summary.ts';
import { watchedSpecs } from '../watched-specs.ts';
import { CellTally } from './cell-tally.ts';
import { rowChecker, rowName } from './check-row.ts';
import { CourseTally } from './course-tally.ts';
import { FirstFew } from './first-few.ts';
import { PairTally } from './pair-tally.ts';
import { pairedRows } from './paired-values.ts';
import { SpecTallies, specsFor } from './spec-tally.ts';
import { WorstChips, worstListed } from './worst-chips.ts';

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
  /** The point with which each is compared; null: the one with which others are. */
  readonly references: readonly (number | null)[];
  /** By point; of the first two rules. */
  readonly #rulePairs: readonly PairTally[];
  /** By point, then rule; of the point and its reference. */
  readonly #pointPairs: readonly ReadonlyMap<Rule, PairTally>[];

  constructor(manifest: Manifest) {
    const { rules, probes, plan, screen } = manifest.scenario;
    const listed = worstListed(manifest.points.length * rules.length);
    const until = untilOf(manifest.scenario);
    this.#manifest = manifest;
    this.#cells = manifest.points.map(
      ({ engine, accept, follow }) =>
        new Map(
          rules.map((rule) => {
            const context = { probes, follow };
            const own = engine === 'screened' ? screen : null;
            const watched = until === null ? [] : watchedSpecs(until, rule, accept);
            const courses = watched.map((spec) => ({ spec, context, screen: own }));
            const parts = {
              specs: new SpecTallies(specsFor(rule, accept), context),
              worstChips: new WorstChips(listed, probes),
              course: courses.length === 0 ? null : new CourseTally(courses, manifest.chipsPerBlock),
            };
            return [rule, new CellTally(probes, own, plan, parts)];
          }),
        ),
    );
    this.references = referencePoints(manifest.points);
    this.#rulePairs = manifest.points.map(() => new PairTally());
    this.#pointPairs = manifest.points.map(
      (_, at) => new Map(this.references[at] === null ? [] : rules.map((rule) => [rule, new PairTally()])),
    );
  }

  /** Takes rows of whole chips: all that there are of a chip, because rules are compared on the same chips. */
  add(rows: RowColumns): void {
    const check = rowChecker(this.#manifest, rows);
    for (let i = 0; i < rows.rows; i++) {
      const cell = this.#cells[rows.point[i]]?.get(rows.rule[i]);
      if (cell === undefined) throw new Error(`report: ${rowName(rows, i)} is not part of the sweep`);
      check(i);
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
    this.#rulePairs.forEach((pairs, point) => {
      pairs.merge(other.rulePairs(point));
    });
    this.#pointPairs.forEach((own, point) => {
      for (const [rule, pairs] of own) pairs.merge(other.pointPairs(point, rule));
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

  /** Of the first two rules. */
  rulePairs(point: number): PairTally {
    return this.#rulePairs[point];
  }

  /** Of the point and its reference. */
  pointPairs(point: number, rule: Rule): PairTally {
    const pairs = this.#pointPairs[point]?.get(rule);
    if (pairs === undefined) throw new Error(`report: point ${point} is not compared with another under ${rule}`);
    return pairs;
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
    const address = { point: rows.point[i], chip: rows.chip[i], rule: rows.rule[i] };
    if (error !== null) {
      this.refusals.add({ ...address, error });
      this.#addReason(kindOfRefusal(error), 1);
    } else if (surprise !== null) {
      const { last } = this.surprises;
      if (last !== undefined && inSweepOrder(last, address) <= 0) this.surprises.skip();
      else this.surprises.add({ ...address, probe: surprise, found: disagreements(rowAt(rows, i).branches) });
    }
  }

  #addReason(reason: string, trials: number): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + trials);
  }

  #compare(rows: RowColumns): void {
    const { rules, chips } = this.#manifest.scenario;
    const [first, second] = rules;
    if (second === undefined && this.references.every((reference) => reference === null)) return;
    const paired = pairedRows(rows, this.#manifest);
    const places = this.#manifest.points.length;
    const rowOf = new Map<number, number>();
    const trial = (point: number, rule: Rule, chip: number) => (rules.indexOf(rule) * places + point) * chips + chip;
    for (let i = 0; i < rows.rows; i++) rowOf.set(trial(rows.point[i], rows.rule[i], rows.chip[i]), i);
    for (let i = 0; i < rows.rows; i++) {
      const [point, rule, chip] = [rows.point[i], rows.rule[i], rows.chip[i]];
      const partner = rule === second ? rowOf.get(trial(point, first, chip)) : undefined;
      if (partner !== undefined) this.#rulePairs[point].add(paired, partner, i);
      const reference = this.references[point];
      const other = reference === null ? undefined : rowOf.get(trial(reference, rule, chip));
      if (other !== undefined) this.pointPairs(point, rule).add(paired, i, other);
    }
  }
}

type Address = Pick<Refusal, 'point' | 'chip' | 'rule'>;

function inSweepOrder(a: Address, b: Address): number {
  return a.point - b.point || a.chip - b.chip || a.rule.localeCompare(b.rule, 'en');
}
