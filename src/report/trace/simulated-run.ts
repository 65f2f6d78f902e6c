import type { RunResult } from '../../verdict/run-result.ts';

/** What of a run tells how it ended, and when; null where there was no time. */
export interface SimulatedRun extends Pick<RunResult, 'outcome' | 'settleTime' | 'watch'> {
  readonly endTime: number | null;
  readonly stoppedBy: RunResult['stoppedBy'] | null;
}
