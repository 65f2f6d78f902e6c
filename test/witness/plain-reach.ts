import { distance, largestTau, outputs } from './plain-rest.ts';
import type { PlainRun } from './plain-run.ts';

/** How far encoders can take the outputs s of a chip from a stationary state: plus, then minus. */
export interface Reach {
  /** While nothing moves: every sent value is off by a constant below one threshold. */
  readonly still: Float64Array;
  /** Whatever the encoders do in time. */
  readonly ever: Float64Array;
}

/** A step's answer is followed for at most so many tau, and until it moves less than this part of a threshold in a tau. */
const LONGEST = 600;
const DONE = 1e-5;

/**
 * Every sent value that is received is pushed by one threshold at time 0, up and down, one after the other. Where an output
 * ends gives what a constant error can do; the way it goes in all, up and down, is the integral of the absolute impulse
 * response, and so what the worst error in time can do (errors never exceed one threshold).
 */
export function reach(rest: PlainRun): Reach {
  const { neurons, chip } = rest;
  const { activityThreshold, differenceThreshold } = chip.encoder;
  const from = outputs(rest);
  const still = new Float64Array(2 * neurons);
  const ever = new Float64Array(2 * neurons);
  const tau = largestTau(chip);
  const looks = Math.ceil(tau / 10 / rest.step);
  for (let e = 0; e < 2 * neurons; e++) {
    const threshold = e < neurons ? activityThreshold : differenceThreshold;
    const worst = { still: new Float64Array(2 * neurons), ever: new Float64Array(2 * neurons) };
    for (const sign of [1, -1]) {
      const run = rest.copy();
      run.push[e] = sign * threshold;
      const way = new Float64Array(2 * neurons);
      let before = from;
      let quiet = 0;
      for (let t = 0; t < 10 * LONGEST && quiet < 20; t++) {
        for (let n = 0; n < looks; n++) run.advance();
        const now = outputs(run);
        for (let c = 0; c < way.length; c++) way[c] += Math.abs(now[c] - before[c]);
        quiet = distance(now, before) < (DONE / 10) * threshold ? quiet + 1 : 0;
        before = now;
      }
      for (let c = 0; c < way.length; c++) {
        worst.still[c] = Math.max(worst.still[c], Math.abs(before[c] - from[c]));
        worst.ever[c] = Math.max(worst.ever[c], way[c]);
      }
    }
    for (let c = 0; c < still.length; c++) {
      still[c] += worst.still[c];
      ever[c] += worst.ever[c];
    }
  }
  return { still, ever };
}

/** The largest distance of outputs from a stationary state, in units of a reach; below 1 is within it. */
export function timesReach(s: Float64Array, from: Float64Array, within: Float64Array): number {
  // What no encoder reaches has a bound of 0 and is compared to rounding.
  return s.reduce((most, value, c) => Math.max(most, Math.abs(value - from[c]) / (within[c] + 1e-6)), 0);
}
