import { workerData } from 'node:worker_threads';
import { type TrainingProgress, trainFor } from './train-chip.ts';
import type { TrainingAddress, TrainingStudy } from './training-study.ts';

/** What a thread does with a part of a training; the study came once, with the thread. */
export default function work([before, seconds]: [TrainingProgress | TrainingAddress, number]): TrainingProgress {
  return trainFor(workerData as TrainingStudy, before, seconds);
}
