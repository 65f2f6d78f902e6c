import { rm } from 'node:fs/promises';
import { makeOneFolder } from '../files/make-folder.ts';
import type { TrialPoints } from '../montecarlo/trial-point.ts';
import { buildSummary } from '../report/build-summary.ts';
import { refusalsInWords } from '../report/refusals.ts';
import type { Summary } from '../report/summary.ts';
import { RunTally } from '../report/tally/run-tally.ts';
import { terminalTable } from '../report/terminal.ts';
import { textPlot } from '../report/text-plot.ts';
import { atomicWrite } from '../store/atomic-write.ts';
import { readBlocks } from '../store/blocks.ts';
import type { Manifest } from '../store/manifest.ts';
import { runPaths } from '../store/run-paths.ts';
import { summaryFaults, writeSummary } from '../store/summary-file.ts';
import { openFile } from './open-file.ts';
import type { Output } from './output.ts';

/** What pages show besides the rows. */
export interface Pages {
  /** Where chips are made again, to show their loops and runs; null: none are. */
  readonly points: TrialPoints | null;
}

/** Columns where there is no terminal, and of a picture that is still read at one glance. */
const COLUMNS = 80;
const WIDEST = 110;

/**
 * Builds the report from the rows that are there and writes it into the run directory; refuses where some lack that must not.
 * @param pages null: its numbers alone; pages that are there, which told other numbers, go
 */
export async function storeReport(
  run: string,
  manifest: Manifest,
  output: Output,
  rows: 'some' | 'all',
  pages: Pages | null,
): Promise<Summary> {
  const tally = await tallyOf(run, manifest);
  const numbers = buildSummary(manifest, tally);
  const { found, expected } = numbers.trials;
  if (found === 0) throw new Error(`${run} holds no rows yet, so there is nothing to report`);
  if (rows === 'all' && found < expected) throw new Error(`${run}: rows were taken away while it was worked on`);
  for (const fault of await summaryFaults(run)) output.warn(`${fault}; making it again`);
  const summary = pages === null ? numbers : await storePages(run, manifest, tally, numbers, pages);
  if (pages === null) await removePages(run);
  await writeSummary(run, `${JSON.stringify(summary, null, 2)}\n`);
  return summary;
}

/** Returns the numbers with those that pages have besides. */
async function storePages(
  run: string,
  manifest: Manifest,
  tally: RunTally,
  numbers: Summary,
  { points }: Pages,
): Promise<Summary> {
  // Drawing charts needs a library that takes longer to load than most commands take to run.
  const { buildReport } = await import('../report/build-report.ts');
  const { gatherEvidence, NO_EVIDENCE, withEvidence } = await import('../report/evidence/evidence.ts');
  const evidence = points === null ? NO_EVIDENCE : gatherEvidence(manifest, tally, numbers, points);
  const summary = points === null ? numbers : withEvidence(numbers, evidence);
  const { html, markdown, plots } = await buildReport(summary, evidence);
  makeOneFolder(runPaths.plots(run));
  for (const [name, text] of plots) await atomicWrite(runPaths.plot(run, name), text);
  await atomicWrite(runPaths.markdown(run), markdown);
  await atomicWrite(runPaths.html(run), html);
  return summary;
}

async function removePages(run: string): Promise<void> {
  const paths = [runPaths.html(run), runPaths.markdown(run), runPaths.plots(run)];
  for (const path of paths) await rm(path, { recursive: true, force: true });
}

async function tallyOf(run: string, manifest: Manifest): Promise<RunTally> {
  let tally = new RunTally(manifest);
  await readBlocks(run, manifest, () => {
    tally = new RunTally(manifest);
    return (rows) => tally.add(rows);
  });
  return tally;
}

/** Ends a command that printed yields with what they leave out, where they leave something out. */
export function warnOfRefusals(summary: Summary, output: Output): void {
  const words = refusalsInWords(summary);
  if (words !== null) output.warn(words);
}

/** The yields for a terminal, with a plot that fits it, and where the rest is. */
export function printReport(rest: string, summary: Summary, output: Output): void {
  const plot = textPlot(summary, Math.min(process.stdout.columns ?? COLUMNS, WIDEST));
  output.result([terminalTable(summary), ...(plot === '' ? [] : [plot]), rest].join('\n'));
}

/** Shows the report as --open asks; that it could not be is said, and is no failure of the command. */
export async function openReport(run: string, output: Output): Promise<void> {
  const fault = await openFile(runPaths.html(run));
  if (fault !== null) output.warn(`cannot open ${runPaths.html(run)}: ${fault}`);
}
