import { CRITERIA } from '../../model/metrics.ts';
import { type RowColumns, record } from '../../montecarlo/row-columns.ts';

/** What of a replicate's chips is counted of a criterion. */
type Count = { passed: number; unknown: number };

/** Chips of a plan by the replicate that they belong to; mergeable. */
export class ReplicateTally {
  /** By replicate: chips with a row, and those that could be run. */
  readonly chips: number[];
  readonly run: number[];
  /** By criterion, then replicate. */
  readonly counts: Readonly<Record<(typeof CRITERIA)[number], readonly Count[]>>;

  constructor(replicates: number) {
    this.chips = new Array<number>(replicates).fill(0);
    this.run = new Array<number>(replicates).fill(0);
    this.counts = record(CRITERIA, () => this.chips.map(() => ({ passed: 0, unknown: 0 })));
  }

  add(rows: RowColumns, i: number): void {
    const replicate = rows.chip[i] % this.chips.length;
    this.chips[replicate]++;
    if (rows.error[i] !== null) return;
    this.run[replicate]++;
    for (const name of CRITERIA) {
      const answer = rows[name][i];
      if (answer === null) this.counts[name][replicate].unknown++;
      if (answer === true) this.counts[name][replicate].passed++;
    }
  }

  merge(other: ReplicateTally): void {
    other.chips.forEach((chips, replicate) => {
      this.chips[replicate] += chips;
      this.run[replicate] += other.run[replicate];
      for (const name of CRITERIA) {
        this.counts[name][replicate].passed += other.counts[name][replicate].passed;
        this.counts[name][replicate].unknown += other.counts[name][replicate].unknown;
      }
    });
  }
}
