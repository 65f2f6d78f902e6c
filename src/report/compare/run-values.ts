import type { Rule } from '../../model/rules.ts';
import type { RowColumns } from '../../montecarlo/row-columns.ts';
import { chipsOf, type Manifest } from '../../store/manifest.ts';
import { rowChecker, rowName } from '../tally/check-row.ts';
import { specsFor } from '../tally/spec-tally.ts';
import { CellValues } from './cell-values.ts';

/** What of a run's rows is compared, by point, rule and chip; it takes them block by block. */
export class RunValues {
  rows = 0;
  readonly #manifest: Manifest;
  /** By point, then rule. */
  readonly #cells: readonly ReadonlyMap<Rule, CellValues>[];

  constructor(manifest: Manifest) {
    const { rules, probes } = manifest.scenario;
    const chips = chipsOf(manifest);
    this.#manifest = manifest;
    this.#cells = manifest.points.map(({ accept, follow, engine }) => {
      const cellOf = (rule: Rule) =>
        new CellValues(chips, specsFor(rule, accept), { probes, follow }, engine === 'screened');
      return new Map(rules.map((rule) => [rule, cellOf(rule)]));
    });
  }

  add(rows: RowColumns): void {
    const check = rowChecker(this.#manifest, rows);
    for (let i = 0; i < rows.rows; i++) {
      const cell = this.#cells[rows.point[i]]?.get(rows.rule[i]);
      if (cell === undefined) throw new Error(`compare: ${rowName(rows, i)} is not part of the sweep`);
      check(i);
      if (!cell.add(rows, i)) throw new Error(`compare: ${rowName(rows, i)} has two rows`);
    }
    this.rows += rows.rows;
  }

  cell(point: number, rule: Rule): CellValues {
    const cell = this.#cells[point]?.get(rule);
    if (cell === undefined) throw new Error(`compare: the sweep has no rule ${rule} at point ${point}`);
    return cell;
  }
}
