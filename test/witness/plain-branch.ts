import { comesToRest, distance, nudgeALittle, potentials } from './plain-rest.ts';
import { type PlainDrive, PlainRun, type Wiring } from './plain-run.ts';

export interface PlainBranch {
  /** The chip at rest without encoders at beta = 0. */
  readonly free: PlainRun;
  /** The chip at rest without encoders, at the asked beta; at the last beta that the branch reached where it is lost. */
  readonly rest: PlainRun;
  /** beta at which the branch ends; null: it reaches the asked one. */
  readonly lossBeta: number | null;
}

/** Steps of beta at first; a branch is given up at this fraction of one. After so many good steps the next is longer. */
const STEPS = 32;
const SMALLEST = 2 ** -9;
const EASY = 4;
/** The state may end so far from where it was heading, relative to its size: further is a leap to another state. */
const LEAP = 0.02;
/** Every stop is disturbed by so much: a state that cannot stand that is none. */
const DISTURB = 1e-5;
/** tau to come to rest in. */
const LONGEST = 8000;

/**
 * The stationary state that leads from beta = 0 to the drive's beta, by brute force: the chip without encoders rests at
 * beta = 0, then beta is turned up in small steps, and after each the disturbed chip must come to rest near where it was.
 * Where it goes elsewhere or nowhere, the step is halved; where even the smallest step loses it, the branch has ended.
 */
export function followBranch(wiring: Wiring, drive: PlainDrive, rails: boolean): PlainBranch {
  const free = new PlainRun(wiring, drive, { encoders: false, rails });
  free.beta = 0;
  if (!comesToRest(free, LONGEST)) return { free, rest: free, lossBeta: 0 };
  if (drive.nudge === 'held') free.holdError();
  let rest = free;
  let before = free;
  let reached = 0;
  let last = 1;
  let step = 1 / STEPS;
  for (let inRow = 0; reached < 1; ) {
    const next = Math.min(1, reached + step);
    const run = rest.copy({}, next * drive.beta);
    extrapolate(run, before, (next - reached) / last);
    const guess = potentials(run);
    nudgeALittle(run, DISTURB);
    const leap = LEAP * size(rest);
    const near = comesToRest(run, LONGEST, 4 * leap) && distance(potentials(run), guess) < leap;
    if (near) {
      before = rest;
      rest = run;
      last = next - reached;
      reached = next;
      inRow++;
      if (inRow % EASY === 0) step = Math.min(1 / STEPS, 2 * step);
    } else {
      if (step < SMALLEST / STEPS) return { free, rest, lossBeta: reached * drive.beta };
      step /= 2;
      inRow = 0;
    }
  }
  return { free, rest, lossBeta: null };
}

/** Largest |v|, and 1 full scale at least. */
function size(run: PlainRun): number {
  return Math.max(1, ...potentials(run).map(Math.abs));
}

/** Moves a copy of a rest on by so many times the way from the rest before it: on a smooth branch it is then nearly there. */
function extrapolate(run: PlainRun, before: PlainRun, times: number): void {
  const go = (values: Float64Array, from: Float64Array) => {
    for (let c = 0; c < values.length; c++) values[c] += times * (values[c] - from[c]);
  };
  go(run.vPlus, before.vPlus);
  go(run.vMinus, before.vMinus);
  const sent = before.ring[before.steps % before.ring.length];
  for (const slot of run.ring) go(slot, sent);
}
