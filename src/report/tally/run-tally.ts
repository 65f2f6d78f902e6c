import type { Rule } from '../../model/rules.ts';
import { type RowColumns, rowAt } from '../../montecarlo/row-columns.ts';
import { type Manifest, untilOf } from '../../store/manifest.ts';
import { type BetaLine, betaLines } from '../beta-lines.ts';
import { disagreements } from '../predictions.ts';
import { referencePoints } from '../reference-points.ts';
import { kindOfRefusal } from '../refusals.ts';
import type { Refusal, Surprise } from '../summary.ts';
import { watchedSpecs } from '../watched-specs.ts';
import { CellTally } from './cell-tally.ts';
import { rowChecker, rowName } from './check-row.ts';
import { CourseTally } from './course-tally.ts';
import { CriticalTally } from './critical-tally.ts';
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
  /** Along beta, each with a tally by rule. */
  readonly betaLines: readonly BetaLine[];
  readonly #critical: readonly ReadonlyMap<Rule, CriticalTally>[];

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
    this.betaLines = betaLines(manifest.points);
    this.#critical = this.betaLines.map(({ betas }) => new Map(rules.map((rule) => [rule, new CriticalTally(betas)])));
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
    this.#relate(rows);
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
    this.#critical.forEach((own, line) => {
      for (const [rule, tally] of own) tally.merge(other.critical(line, rule));
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

  /** Of a line of betas. */
  critical(line: number, rule: Rule): CriticalTally {
    const tally = this.#critical[line]?.get(rule);
    if (tally === undefined) throw new Error(`report: the sweep has no line ${line} of betas under ${rule}`);
    return tally;
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

  /** What is told by several rows of one chip. */
  #relate(rows: RowColumns): void {
    const { rules, chips } = this.#manifest.scenario;
    const isCompared = rules.length > 1 || this.references.some((reference) => reference !== null);
    if (!isCompared && this.betaLines.length === 0) return;
    const places = this.#manifest.points.length;
    const rowOf = new Map<number, number>();
    const trial = (point: number, rule: Rule, chip: number) => (rules.indexOf(rule) * places + point) * chips + chip;
    for (let i = 0; i < rows.rows; i++) rowOf.set(trial(rows.point[i], rows.rule[i], rows.chip[i]), i);
    const find: FindRow = (point, rule, chip) => rowOf.get(trial(point, rule, chip));
    if (isCompared) this.#compare(rows, find);
    const present =
      this.betaLines.length === 0 ? [] : [...new Set(Array.from({ length: rows.rows }, (_, i) => rows.chip[i]))];
    this.betaLines.forEach(({ points }, line) => {
      for (const rule of rules) {
        const tally = this.critical(line, rule);
        for (const chip of present) {
          tally.add(
            rows,
            points.map((point) => find(point, rule, chip)),
          );
        }
      }
    });
  }

  #compare(rows: RowColumns, find: FindRow): void {
    const [first, second] = this.#manifest.scenario.rules;
    const paired = pairedRows(rows, this.#manifest);
    for (let i = 0; i < rows.rows; i++) {
      const [point, rule, chip] = [rows.point[i], rows.rule[i], rows.chip[i]];
      const partner = rule === second ? find(point, first, chip) : undefined;
      if (partner !== undefined) this.#rulePairs[point].add(paired, partner, i);
      const reference = this.references[point];
      const other = reference === null ? undefined : find(reference, rule, chip);
      if (other !== undefined) this.pointPairs(point, rule).add(paired, i, other);
    }
  }
}

/** The row of a chip; undefined: it has none there. */
type FindRow = (point: number, rule: Rule, chip: number) => number | undefined;

type Address = Pick<Refusal, 'point' | 'chip' | 'rule'>;

function inSweepOrder(a: Address, b: Address): number {
  return a.point - b.point || a.chip - b.chip || a.rule.localeCompare(b.rule, 'en');
}
