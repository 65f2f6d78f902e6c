import { largestTau, nudgeALittle, potentials } from './plain-rest.ts';
import type { PlainRun } from './plain-run.ts';

/** Size that the disturbance is brought back to, full scales, and how often, in tau. */
const SIZE = 1e-6;
const EVERY = 5;
/** Rounds until only the slowest mode is left, and rounds over which it is measured. */
const FADE = 60;
const MEASURE = 100;

/**
 * How fast a small disturbance of a run at rest grows or dies out, per largest tau: pushed a little, integrated, and
 * brought back to its size again and again, past included, as it then is the slowest mode of the chip with its delay.
 */
export function growthRate(rest: PlainRun): number {
  const v = potentials(rest);
  const sent = rest.ring.map((slot) => slot.slice());
  const settled = sent[rest.steps % sent.length];
  const run = rest.copy();
  nudgeALittle(run, SIZE);
  const period = EVERY * largestTau(run.chip);
  let growth = 0;
  for (let round = 0; round < FADE + MEASURE; round++) {
    run.advanceBy(period);
    const size = deviation(run, v, settled);
    if (size < 1e-14) return -Infinity;
    if (round >= FADE) growth += Math.log(size / SIZE);
    scale(run, v, settled, SIZE / size);
  }
  return growth / (MEASURE * EVERY);
}

/** Root of the sum of squares over v and over what is on its way. */
function deviation({ vPlus, vMinus, ring, neurons }: PlainRun, v: Float64Array, settled: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < neurons; i++) sum += (vPlus[i] - v[i]) ** 2 + (vMinus[i] - v[neurons + i]) ** 2;
  for (const slot of ring) for (let e = 0; e < slot.length; e++) sum += (slot[e] - settled[e]) ** 2 / ring.length;
  return Math.sqrt(sum);
}

function scale({ vPlus, vMinus, ring, neurons }: PlainRun, v: Float64Array, settled: Float64Array, by: number): void {
  for (let i = 0; i < neurons; i++) {
    vPlus[i] = v[i] + by * (vPlus[i] - v[i]);
    vMinus[i] = v[neurons + i] + by * (vMinus[i] - v[neurons + i]);
  }
  for (const slot of ring) for (let e = 0; e < slot.length; e++) slot[e] = settled[e] + by * (slot[e] - settled[e]);
}
