import { setImmediate } from 'node:timers/promises';
import { type PoolOptions, threadPool, untilAborted } from './pool.ts';
import { type TrainingProgress, trainFor } from './train-chip.ts';
import type { TrainingAddress, TrainingStudy } from './training-study.ts';

/** A training is stored about so often, s: what an interruption costs each thread. */
const SECONDS = 1;

type Begun = TrainingAddress | TrainingProgress;

/**
 * Goes on with trainings until they are over, each handed out again after a while with how far it has come, which is taken
 * first; returns when all are over or, after an abort, when nothing is at work any more.
 */
export async function runTrainings(
  study: TrainingStudy,
  trainings: readonly Begun[],
  { threads, signal }: PoolOptions,
  take: (progress: TrainingProgress) => Promise<void>,
): Promise<void> {
  const waiting = [...trainings];
  const goOn = async (run: (begun: Begun) => Promise<TrainingProgress | null>): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; ) {
      const progress = await run(next);
      if (progress === null) return;
      await take(progress);
      next = progress.state === null ? waiting.shift() : progress;
    }
  };
  if (threads === 0) {
    return goOn(async (begun) => {
      // Lets a pending Ctrl-C through.
      await setImmediate();
      return signal.aborted ? null : trainFor(study, begun, SECONDS);
    });
  }
  const pool = threadPool<[Begun, number], TrainingProgress>('train-worker', study, { threads, signal }, threads);
  const lanes = Array.from({ length: threads }, () =>
    goOn((begun) => untilAborted(pool.run([begun, SECONDS], { signal }), signal)),
  );
  try {
    await Promise.all(lanes);
  } finally {
    await pool.destroy();
    await Promise.allSettled(lanes);
  }
}
