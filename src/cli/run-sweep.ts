import { type Block, pendingBlocks, planBlocks, type Shard } from '../montecarlo/plan.ts';
import { runBlocks } from '../montecarlo/pool.ts';
import type { Study } from '../montecarlo/study.ts';
import { pointsOfStudy } from '../montecarlo/trial-point.ts';
import { blockNumbers, dropBeyondEnd, dropUnfinished, inspectBlocks } from '../store/blocks.ts';
import { chipsOf, type Manifest, untilOf } from '../store/manifest.ts';
import { packBlocks } from '../store/pack-blocks.ts';
import type { OpenRun } from '../store/run-directory.ts';
import { RunDirectoryError } from '../store/run-directory-error.ts';
import { runPaths } from '../store/run-paths.ts';
import { checked } from './check-specs.ts';
import { resumeCommand } from './command-line.ts';
import { Interrupted } from './errors.ts';
import { NOT_YET_KNOWN } from './exit-codes.ts';
import { interruptSignal } from './interrupt.ts';
import { keepBlock } from './keep-block.ts';
import type { Output } from './output.ts';
import { showProgress } from './progress.ts';
import { runUntil } from './run-until.ts';
import { openReport, printReport, storeReport, warnOfRefusals } from './store-report.ts';
import { ranges } from './wording.ts';

export interface SweepFlags {
  /** The run directory. */
  readonly output: string;
  readonly threads: number;
  readonly shard: Shard;
  /** Whether the exit code is to say what the specs' targets come to. */
  readonly check?: boolean;
  /** Whether pages and pictures are made; `open` needs them. */
  readonly report: boolean;
  readonly open?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** A sweep whose run directory is open. */
export interface Sweep {
  readonly study: Study;
  readonly manifest: Manifest;
  readonly opened: OpenRun;
  readonly flags: SweepFlags;
  readonly output: Output;
}

/** Computes what is missing and makes the report; a signal or a failure tells how to go on. */
export async function runSweep(sweep: Sweep): Promise<void> {
  const { signal, release } = interruptSignal();
  try {
    const until = untilOf(sweep.manifest.scenario);
    await compute(sweep, signal);
    const manifest = until === null ? sweep.manifest : await runUntil(sweep, until, signal);
    await finish({ ...sweep, manifest });
  } catch (error) {
    if (error instanceof Interrupted || error instanceof RunDirectoryError || !(error instanceof Error)) throw error;
    // Where the directory itself is gone, that is what went wrong, whichever call met with it.
    await sweep.opened.check();
    throw new Error(`${error.message}\nwhat is done is kept; to go on: ${resumeCommand()}`, { cause: error });
  } finally {
    release();
  }
}

/** Computes and stores the shard's blocks that are not done yet; on a signal, keeps those that are. Of a sweep that may end, those before. */
async function compute(sweep: Sweep, signal: AbortSignal): Promise<void> {
  const { study, manifest, opened, flags } = sweep;
  const mine = blocksToFill(manifest, opened.done, flags.shard);
  const there = new Set(opened.done);
  const pending = mine.filter(({ index }) => !there.has(index));
  if (mine.length === 0) return;
  let done = chipsIn(mine) - chipsIn(pending);
  const progress = showProgress(chipsIn(mine), done, flags.quiet ?? false);
  try {
    await runBlocks(study, pending, { threads: flags.threads, signal }, async (block, rows) => {
      await keepBlock(sweep, block, rows);
      done += block.chips;
      progress.update(done);
    });
  } finally {
    progress.stop();
  }
  if (signal.aborted) {
    throw new Interrupted(`interrupted with ${done} of ${chipsIn(mine)} chips done; to go on: ${resumeCommand()}`);
  }
}

/** Blocks that are to be there in any case: all of the shard, or where the end is not known, those before the last that is done. */
function blocksToFill(manifest: Manifest, done: readonly number[], shard: Shard): Block[] {
  const all = blocksOf(manifest, shard, []);
  if (untilOf(manifest.scenario) === null || manifest.stoppedAt !== undefined) return all;
  const last = done.at(-1) ?? -1;
  return all.filter(({ index }) => index <= last);
}

/** Makes the report once all blocks are there; until then says how many are with other shards. */
async function finish({ study, manifest, opened, flags, output }: Sweep): Promise<void> {
  const run = flags.output;
  await opened.checkManifest();
  // What other shards do meanwhile to blocks that were damaged at the start has to be looked at.
  const done = opened.damaged.length === 0 ? await blockNumbers(run) : (await inspectBlocks(run, manifest)).done;
  const lost = blocksOf(manifest, flags.shard, done).map(({ index }) => index);
  if (lost.length > 0) throw new Error(`${run}: blocks ${ranges(lost)} were taken away while it was worked on`);
  const missing = blocksOf(manifest, { index: 1, of: 1 }, done).length;
  if (missing > 0) {
    const { index, of } = flags.shard;
    output.note(`shard ${index}/${of} is done; ${missing} of ${missing + done.length} blocks are with other shards`);
    if (flags.json) output.json({ run, report: null, missingBlocks: missing, summary: null });
    if (flags.check) process.exitCode = NOT_YET_KNOWN;
    return;
  }
  await dropUnfinished(run);
  await dropBeyondEnd(run, manifest);
  await packBlocks(run, manifest, () => opened.check());
  const summary = await storeReport(
    run,
    manifest,
    output,
    'all',
    flags.report ? { points: pointsOfStudy(study) } : null,
  );
  const report = flags.report ? runPaths.html(run) : null;
  if (flags.json) output.json({ run, report, missingBlocks: 0, summary });
  else printReport(report ?? runPaths.summary(run), summary, output);
  warnOfRefusals(summary, output);
  if (flags.open) await openReport(run, output);
  if (flags.check) process.exitCode = checked(summary, output);
}

/** The blocks of a shard without those that are done. */
function blocksOf(manifest: Manifest, shard: Shard, done: readonly number[]): Block[] {
  return pendingBlocks(planBlocks(chipsOf(manifest), manifest.chipsPerBlock), shard, new Set(done));
}

function chipsIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { chips }) => sum + chips, 0);
}
