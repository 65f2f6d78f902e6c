import { withUnit } from '../format.ts';
import type { SimulatedRun } from './simulated-run.ts';

/** When the outcome of a run came about, s, and what it is. */
export interface Moment {
  readonly time: number;
  readonly label: string;
}

export function momentOf({ outcome, settleTime, endTime, stoppedBy, watch }: SimulatedRun): Moment {
  if (watch !== null && watch.left !== null) {
    return { time: watch.left, label: `${outcome}, left before ${withUnit(watch.left, 's')}` };
  }
  if (settleTime !== null) return { time: settleTime, label: `${outcome} at ${withUnit(settleTime, 's')}` };
  if (endTime === null) throw new Error('a run of events without an end');
  return { time: endTime, label: `${outcome}, ended by ${stoppedBy} at ${withUnit(endTime, 's')}` };
}
