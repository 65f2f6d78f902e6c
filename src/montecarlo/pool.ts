import { setImmediate } from 'node:timers/promises';
import { Piscina } from 'piscina';
import type { Block } from './plan.ts';
import type { TrialRow } from './row.ts';
import { withSharedArrays } from './shared-arrays.ts';
import type { Study } from './study.ts';
import { runBlock } from './trial.ts';

export interface PoolOptions {
  /** 0: no threads, everything in this one. */
  readonly threads: number;
  /** Stops handing out blocks and ends the threads at work; their blocks are lost. */
  readonly signal: AbortSignal;
}

/** Takes the rows of one block, as blocks are done and in no particular order. */
export type TakeRows = (block: Block, rows: readonly TrialRow[]) => Promise<void>;

/** Computes blocks; returns when all are taken or, after an abort, when nothing is at work any more. */
export async function runBlocks(study: Study, blocks: readonly Block[], options: PoolOptions, take: TakeRows) {
  if (options.threads === 0) await runHere(study, blocks, options.signal, take);
  else await runInThreads(study, blocks, options, take);
}

async function runHere(study: Study, blocks: readonly Block[], signal: AbortSignal, take: TakeRows): Promise<void> {
  for (const block of blocks) {
    // Lets a pending Ctrl-C through, which a computation in this thread holds up.
    await setImmediate();
    if (signal.aborted) return;
    await take(block, runBlock(study, block));
  }
}

async function runInThreads(study: Study, blocks: readonly Block[], { threads, signal }: PoolOptions, take: TakeRows) {
  const pool = new Piscina<Block, TrialRow[]>({
    filename: workerFile(),
    minThreads: threads,
    maxThreads: threads,
    workerData: withSharedArrays(study),
  });
  const waiting = blocks.values();
  // One lane more than threads, so that a thread has its next block while the last one is being stored.
  const lanes = Array.from({ length: threads + 1 }, async () => {
    for (const block of waiting) {
      if (signal.aborted) return;
      const rows = await untilAborted(pool.run(block, { signal }), signal);
      if (rows === null) return;
      await take(block, rows);
    }
  });
  try {
    await Promise.all(lanes);
  } finally {
    await pool.destroy();
    await Promise.allSettled(lanes);
  }
}

/** The result of a job; null where the abort ended it. */
async function untilAborted(job: Promise<TrialRow[]>, signal: AbortSignal): Promise<TrialRow[] | null> {
  try {
    return await job;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Threads run built JavaScript: from the sources, under a test runner, that is the last build. */
function workerFile(): string {
  const here = import.meta.url;
  const file = here.endsWith('.ts') ? '../../dist/montecarlo/worker.js' : './worker.js';
  return new URL(file, here).href;
}
