import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { buildReport, type Report } from '../../src/report/build-report.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { NO_EVIDENCE } from '../../src/report/evidence/evidence.ts';
import type { Summary } from '../../src/report/summary.ts';
import { RunTally } from '../../src/report/tally/run-tally.ts';
import type { Manifest } from '../../src/store/manifest.ts';

/** The numbers of a run whose rows come all at once. */
export function summaryOf(manifest: Manifest, rows: readonly TrialRow[]): Summary {
  return buildSummary(manifest, tallyOf(manifest, rows));
}

export function tallyOf(manifest: Manifest, rows: readonly TrialRow[]): RunTally {
  const tally = new RunTally(manifest);
  tally.add(columnsOf(rows));
  return tally;
}

/** Its report, and the numbers in it. */
export async function reportOf(
  manifest: Manifest,
  rows: readonly TrialRow[],
): Promise<Report & { readonly summary: Summary }> {
  const summary = summaryOf(manifest, rows);
  return { summary, ...(await buildReport(summary, NO_EVIDENCE)) };
}
