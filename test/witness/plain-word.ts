import { followBranch, type PlainBranch } from './plain-branch.ts';
import { growthRate } from './plain-growth.ts';
import { reach, timesReach } from './plain-reach.ts';
import { comesToRest, distance, largestTau, nudgeALittle, outputs } from './plain-rest.ts';
import { type PlainDrive, PlainRun, type Wiring } from './plain-run.ts';

export type PlainWord =
  | 'settled'
  | 'chattering'
  | 'clipped'
  | 'jumped'
  | 'slow'
  | 'oscillating'
  | 'saturated'
  | 'diverged';

export interface Judgement {
  readonly word: PlainWord;
  /** Settled, but by the encoders' thresholds only. */
  readonly deadZone: boolean;
  /** What it rests on, for people. */
  readonly why: string;
  readonly lossBeta: number | null;
}

/** How long an input is presented, and after how long without an event nothing more can come, in largest tau. */
export const HORIZON = 500;
const QUIET = 32;
/** A chip without rails has diverged beyond so many times what its free response reaches, or so many full scales. */
const DIVERGED = 100;
/** Stationary states closer than this are the same, full scales. */
const SAME = 1e-5;
/** A growth rate this near 0, per tau, or a distance this near its bound is not judged: such a case proves nothing. */
const NEUTRAL = 2e-4;
const UNCLEAR = [1.05, 1.5] as const;
const LONGEST = 8000;

/**
 * The word of a run without noise, by brute force.
 *
 * At rest: the run with its encoders has sent nothing for 32 tau, so that every v is where it goes to. From there the
 * chip goes on without encoders: rests it within the encoders' reach, that is the rest; if it leaves, only the thresholds
 * held it (`deadZone`). The rest is on the branch when it is the branch's own state. Cut: the rest's drive is beyond a
 * rail, and phi would tell. Clipped when the same chip without rails can be taken to this beta in small steps.
 * Not at rest at the horizon: `diverged` when it was ever too far. Else it is watched for half a presentation more. No
 * neuron turns round: `slow`. The swing of the second half of that is less than that of the first: it rings down, `slow`.
 * A swing that lasts is `chattering` when it stays as near the branch as encoders can take it and no mode grows there, else
 * `oscillating`.
 */
export function plainWord(wiring: Wiring, drive: PlainDrive): Judgement {
  const run = startRun(wiring, drive);
  const branch = followBranch(wiring, drive, true);
  return runsQuiet(run, branch.free) ? wordAtRest(run, wiring, drive, branch) : wordInMotion(run, branch);
}

/** A run with its encoders at the moment from which it is nudged. */
export function startRun(wiring: Wiring, drive: PlainDrive): PlainRun {
  const run = new PlainRun(wiring, drive, { encoders: true, rails: true });
  if (drive.nudge === 'live') return run;
  const tau = largestTau(run.chip);
  run.beta = 0;
  while (run.time - run.lastSent * run.step < QUIET * tau) {
    if (run.time > HORIZON * tau) throw new Error('the free chip is not quiet');
    run.advance();
  }
  run.holdError();
  run.beta = drive.beta;
  return run;
}

/** Runs to quiet, true; or to the horizon or beyond all bounds. */
export function runsQuiet(run: PlainRun, free: PlainRun): boolean {
  const tau = largestTau(run.chip);
  const start = run.time;
  const far = farFrom(free);
  while (run.time - Math.max(start, run.lastSent * run.step) < QUIET * tau) {
    run.advance();
    // Quiet at the horizon is what sends nothing after it.
    if (run.lastSent * run.step - start > HORIZON * tau) return false;
    if (run.steps % 50 === 0 && !isWithin(run, far)) return false;
  }
  return true;
}

/** What a rest is, given the branch; `run` has sent its last event. */
export function wordAtRest(run: PlainRun, wiring: Wiring, drive: PlainDrive, branch: PlainBranch): Judgement {
  const { lossBeta } = branch;
  const on = run.copy({ encoders: false });
  nudgeALittle(on, 1e-5);
  const rests = comesToRest(on, LONGEST);
  const away = rests ? timesReach(outputs(run), outputs(on), reach(on).still) : Infinity;
  if (away > UNCLEAR[0] && away < UNCLEAR[1]) throw new Error(`cannot tell: ${away} times the encoders' reach`);
  const cutHeld = isCut(run, branch);
  if (away > UNCLEAR[0]) {
    if (cutHeld) throw new Error('cannot tell: held by thresholds, and cut');
    const to = rests ? `to a rest ${distance(outputs(run), outputs(on))} away` : 'and never rests';
    return { word: 'settled', deadZone: true, why: `without encoders it leaves, ${to}`, lossBeta };
  }
  const cut = isCut(on, branch);
  if (cut !== cutHeld) throw new Error('cannot tell: cut with encoders or without, not both');
  const off = lossBeta === null ? distance(outputs(on), outputs(branch.rest)) : Infinity;
  const onBranch = off < SAME;
  const why = `${away.toFixed(2)} of the reach from its rest, ${off.toPrecision(3)} off the branch${cut ? ', cut' : ''}`;
  if (!cut) return { word: onBranch ? 'settled' : 'jumped', deadZone: false, why, lossBeta };
  const free = onBranch ? followBranch(wiring, drive, false).lossBeta === null : false;
  return { word: free ? 'clipped' : 'saturated', deadZone: false, why, lossBeta };
}

/** What a motion is; `run` is at the horizon or beyond all bounds. */
function wordInMotion(run: PlainRun, branch: PlainBranch): Judgement {
  const { lossBeta, rest, free } = branch;
  const judged = (word: PlainWord, why: string): Judgement => ({ word, deadZone: false, why, lossBeta });
  const tau = largestTau(run.chip);
  if (!isWithin(run, farFrom(free)))
    return judged('diverged', `beyond all bounds at ${(run.time / tau).toFixed(1)} tau`);
  // Half a presentation more: what it does at the horizon is what it goes on doing.
  const watch = observe(run, lossBeta === null ? outputs(rest) : null, (HORIZON / 2) * tau);
  const [before, after] = watch.swings;
  const why = `${watch.reversals} reversals, swing ${before.toPrecision(3)}, then ${after.toPrecision(3)}`;
  if (watch.reversals === 0) return judged('slow', why);
  const kept = after / before;
  if (watch.reversals < 4 || (kept > 0.9 && kept < 0.98)) throw new Error(`cannot tell: ${why}`);
  if (kept <= 0.9) return judged('slow', why);
  const rate = lossBeta === null ? growthRate(rest) : Infinity;
  if (Math.abs(rate) < NEUTRAL) throw new Error(`cannot tell: a mode grows by ${rate} per tau`);
  if (watch.off !== null && rate < 0) {
    const near = timesReach(watch.off, new Float64Array(watch.off.length), reach(rest).ever);
    if (near > UNCLEAR[0] && near < UNCLEAR[1]) throw new Error(`cannot tell: ${near} times the encoders' reach`);
    if (near <= UNCLEAR[0]) return judged('chattering', `${near.toFixed(3)} of the reach off the branch, ${why}`);
  }
  if (kept > 1.02) throw new Error(`cannot tell: growing, ${why}`);
  return judged('oscillating', `${why}, modes ${rate.toPrecision(3)}`);
}

interface Watch {
  /** Largest distance of every output from the branch; null without one. */
  readonly off: Float64Array | null;
  /** Largest number of times that one neuron's m or d turned round. */
  readonly reversals: number;
  /** Largest swing of an output in the first and in the second half. */
  readonly swings: readonly [number, number];
}

/** Goes on for a while and watches. */
function observe(run: PlainRun, centre: Float64Array | null, duration: number): Watch {
  const compartments = 2 * run.neurons;
  const off = new Float64Array(compartments);
  const turns = new Float64Array(compartments);
  const direction = new Float64Array(compartments);
  let counts = Float64Array.of(...run.countM, ...run.countD);
  const swings: number[] = [];
  for (let half = 0; half < 2; half++) {
    const low = new Float64Array(compartments).fill(Infinity);
    const high = new Float64Array(compartments).fill(-Infinity);
    const until = run.time + duration / 2;
    while (run.time < until) {
      run.advance();
      const s = outputs(run);
      for (let c = 0; c < compartments; c++) {
        low[c] = Math.min(low[c], s[c]);
        high[c] = Math.max(high[c], s[c]);
        if (centre !== null) off[c] = Math.max(off[c], Math.abs(s[c] - centre[c]));
      }
      const now = Float64Array.of(...run.countM, ...run.countD);
      for (let c = 0; c < compartments; c++) {
        if (now[c] === counts[c]) continue;
        const way = Math.sign(now[c] - counts[c]);
        if (direction[c] === -way) turns[c]++;
        direction[c] = way;
      }
      counts = now;
    }
    swings.push(distance(high, low));
  }
  return { off: centre === null ? null : off, reversals: Math.max(...turns), swings: [swings[0], swings[1]] };
}

/** Whether a rail cuts an output at rest that it leaves alone in the free chip. */
function isCut(run: PlainRun, { free }: PlainBranch): boolean {
  const { rails } = run.chip;
  if (rails === null) return false;
  const amounts = cutBy(run, rails);
  const allowed = cutBy(free, rails);
  return amounts.some((amount, c) => amount > allowed[c] + 1e-9);
}

/** By how much the rails change every output at rest. */
function cutBy(run: PlainRun, [low, high]: readonly [number, number]): Float64Array {
  const clip = (v: number) => Math.min(high, Math.max(low, v));
  const cut = new Float64Array(2 * run.neurons);
  for (let i = 0; i < run.neurons; i++) {
    const [plus, minus] = run.asked(i);
    const there = run.output(i, plus, minus);
    const here = run.output(i, clip(plus), clip(minus));
    cut[i] = Math.abs(there[0] - here[0]);
    cut[run.neurons + i] = Math.abs(there[1] - here[1]);
  }
  return cut;
}

function farFrom(free: PlainRun): number {
  return DIVERGED * Math.max(1, ...free.vPlus.map(Math.abs), ...free.vMinus.map(Math.abs));
}

function isWithin({ vPlus, vMinus }: PlainRun, far: number): boolean {
  return vPlus.every((v) => Math.abs(v) <= far) && vMinus.every((v) => Math.abs(v) <= far);
}
