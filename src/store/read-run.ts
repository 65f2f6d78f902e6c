import type { TrialRow } from '../montecarlo/row.ts';
import { rowAt } from '../montecarlo/row-columns.ts';
import { readBlocks } from './blocks.ts';
import type { Manifest } from './manifest.ts';
import { openToReport } from './run-directory.ts';

/** A run directory as it was written: what was run, and a row for each chip, point and rule that is done. */
export interface ReadRun {
  readonly manifest: Manifest;
  /** In the order of chips, then points, then rules. */
  readonly rows: readonly TrialRow[];
}

/**
 * Reads a run directory, whole or as far as it is done, into memory: some 1 kB a row. Checksums are checked; a
 * RunDirectoryError names what is damaged, or that there is no run.
 *
 * @param run path of the run directory
 */
export async function readRun(run: string): Promise<ReadRun> {
  const { manifest, release } = await openToReport(run);
  try {
    let rows: TrialRow[] = [];
    await readBlocks(run, manifest, () => {
      rows = [];
      return (columns) => {
        for (let i = 0; i < columns.rows; i++) rows.push(rowAt(columns, i));
      };
    });
    return { manifest, rows };
  } finally {
    await release();
  }
}
