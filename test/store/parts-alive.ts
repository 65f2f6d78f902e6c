import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RowColumns } from '../../src/montecarlo/row-columns.ts';

/** Counts, at each part of a run's rows that it sees, how many of those so far are still held in memory. */
export class PartsAlive {
  readonly counts: number[] = [];
  readonly #parts: WeakRef<RowColumns>[] = [];
  readonly #collect: () => void;

  constructor() {
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc');
  }

  see(rows: RowColumns): void {
    this.#parts.push(new WeakRef(rows));
    this.#collect();
    this.counts.push(this.#parts.filter((part) => part.deref() !== undefined).length);
  }
}
