import type { Chip } from '../chip/chip.ts';
import type { Limits } from './run.ts';

/** Presentation time of an input, in units of the largest tau, where nobody states it. */
const HORIZON = 500;
/** |v| beyond which a chip without rails counts as diverged, in units of what the free chip reaches, one full scale at least. */
export const DIVERGED = 100;
/** Full scales that every encoder may send on average before the event budget ends a run. */
const BUDGET = 1;
/** Events that cost next to nothing: few neurons with coarse thresholds may chatter on. */
const LEAST = 10_000;

/** Horizon of 500 times the given time constant, s, and the usual event budget. */
export function defaultLimits(tau: number): Limits {
  return { horizon: HORIZON * tau, maxEvents: null };
}

/** Largest time constant of a chip, s: for chips whose nominal device is not known. */
export function largestTau(chip: Chip): number {
  let largest = 0;
  for (const neurons of chip.neurons) {
    if (neurons !== null)
      for (const array of [neurons.tau.plus, neurons.tau.minus])
        for (const tau of array) largest = Math.max(largest, tau);
  }
  return largest;
}

/**
 * Event budget of a chip whose activities stay within a full scale; a settling run sends a fraction of that from every
 * encoder, so its events grow as neurons/threshold.
 */
export function defaultMaxEvents(chip: Chip): number {
  const { activityThreshold, differenceThreshold } = chip.encoder;
  const neurons = chip.layers.slice(1).reduce((sum, n) => sum + n, 0);
  return Math.max(LEAST, Math.ceil(BUDGET * neurons * (1 / activityThreshold + 1 / differenceThreshold)));
}
