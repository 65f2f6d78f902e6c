import { workerData } from 'node:worker_threads';
import type { Block } from './plan.ts';
import type { TrialRow } from './row.ts';
import type { Study } from './study.ts';
import { runBlock } from './trial.ts';

/** What a pool thread does with a job; the study came once, with the thread. */
export default function work(block: Block): TrialRow[] {
  return runBlock(workerData as Study, block);
}
