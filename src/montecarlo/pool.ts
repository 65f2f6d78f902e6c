import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { BlockAssembly, type Job, jobsOf } from './jobs.ts';
import type { Block } from './plan.ts';
import type { TrialRow } from './row.ts';
import { withSharedArrays } from './shared-arrays.ts';
import { InOrder, type StoppingRule } from './stopping.ts';
import type { Study } from './study.ts';
import { runBlock } from './trial.ts';

export interface PoolOptions {
  /** 0: no threads, everything in this one. */
  readonly threads: number;
  /** Stops handing out blocks and ends the threads at work; their blocks are lost. */
  readonly signal: AbortSignal;
}

/** Takes the rows of one block. */
export type TakeRows = (block: Block, rows: readonly TrialRow[]) => Promise<void>;

/**
 * Computes blocks, drawing them as threads become free, and has them taken as they are done, in no particular order; returns
 * when all are taken or, after an abort, when nothing is at work any more.
 */
export async function runBlocks(study: Study, blocks: Iterable<Block>, options: PoolOptions, take: TakeRows) {
  const jobs = jobsOf(blocks, runsPerChip(study));
  const assembly = new BlockAssembly();
  const done = async (job: Job, rows: readonly TrialRow[]): Promise<void> => {
    const whole = assembly.add(job, rows);
    if (whole !== null) await take(job.block, whole);
  };
  if (options.threads === 0) await runHere(study, jobs, options.signal, done);
  else await runInThreads(study, jobs, options, done);
}

/**
 * Computes blocks of the plan until a rule finds that the first of them are enough. `blocks` are in the order of the plan,
 * all of it from its first block on but for those that the rule knows from earlier; they may go on for ever. They are taken
 * in that order, none after the last that was needed, so the same are whatever the threads. Resolves to whether it was
 * enough; not, where blocks or the patience of the signal ended before.
 */
export async function runUntilEnough<A>(
  study: Study,
  blocks: Iterable<Block>,
  { threads, signal }: PoolOptions,
  take: TakeRows,
  rule: StoppingRule<A>,
): Promise<boolean> {
  const inOrder = new InOrder(rule, take);
  const ended = new AbortController();
  const end = () => ended.abort();
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  const untilEnough = async (block: Block, rows: readonly TrialRow[]): Promise<void> => {
    await inOrder.add(block, rows);
    // Threads are stopped in what they are at, which is not needed.
    if (inOrder.enough) end();
  };
  try {
    if (!inOrder.enough) await runBlocks(study, blocks, { threads, signal: ended.signal }, untilEnough);
  } finally {
    signal.removeEventListener('abort', end);
  }
  return inOrder.enough;
}

/** Takes the rows of one job. */
type TakeJob = (job: Job, rows: readonly TrialRow[]) => Promise<void>;

/** All simulated runs of a chip: every point under every rule on every probe. */
function runsPerChip({ points, tasks }: Study): number {
  return points.reduce((sum, { scenario, task }) => sum + scenario.rules.length * tasks[task].probes.length, 0);
}

async function runHere(study: Study, jobs: Iterable<Job>, signal: AbortSignal, done: TakeJob): Promise<void> {
  for (const job of jobs) {
    // Lets a pending Ctrl-C through, which a computation in this thread holds up.
    await setImmediate();
    if (signal.aborted) return;
    await done(job, runBlock(study, job.part));
  }
}

async function runInThreads(study: Study, jobs: Iterable<Job>, { threads, signal }: PoolOptions, done: TakeJob) {
  // One lane more than threads, so that a thread has its next job while rows are being stored.
  const laneCount = threads + 1;
  const pool = threadPool<Block, TrialRow[]>('worker', study, { threads, signal }, laneCount);
  const lanes = Array.from({ length: laneCount }, async () => {
    for (const job of jobs) {
      if (signal.aborted) return;
      const rows = await untilAborted(pool.run(job.part, { signal }), signal);
      if (rows === null) return;
      await done(job, rows);
    }
  });
  try {
    await Promise.all(lanes);
  } finally {
    await pool.destroy();
    await Promise.allSettled(lanes);
  }
}

/** Threads that do the jobs of one worker file, each with the study, which comes to it once; `lanes` jobs at most are handed out at a time. */
export function threadPool<J, R>(
  worker: string,
  study: object,
  { threads, signal }: PoolOptions,
  lanes: number,
): Piscina<J, R> {
  // The job of every lane listens for the abort; by default, more than ten listeners are taken for a leak.
  setMaxListeners(lanes + 1, signal);
  return new Piscina<J, R>({
    filename: builtFile(worker),
    minThreads: threads,
    maxThreads: threads,
    workerData: withSharedArrays(study),
  });
}

/** The result of a job; null where the abort ended it. */
export async function untilAborted<T>(job: Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await job;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Threads run built JavaScript: from the sources, under a test runner, that is the last build. */
function builtFile(name: string): string {
  const here = import.meta.url;
  const file = here.endsWith('.ts') ? `../../dist/montecarlo/${name}.js` : `./${name}.js`;
  return new URL(file, here).href;
}
