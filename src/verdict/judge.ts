import type { Outlook } from '../analysis/outlook.ts';
import { isSameState, type Rest } from '../analysis/rest.ts';
import type { EventLoop } from '../engine/event-loop.ts';
import { DIVERGED } from '../engine/limits.ts';
import type { StoppedBy } from '../engine/run.ts';
import { REST, type SmoothEnd, SmoothRun } from '../engine/smooth-run.ts';
import { exp, ln } from '../model/elementary.ts';
import { bareVerdict, type Verdict } from './verdict.ts';

/** A chip is kept from rest by its encoders when what is left of its start is this small against how far it is from rest. */
const DIED_OUT = 0.1;
/** Where nothing rests at a state that hardly moves, it moves on until it moves by this part of that. */
const NARROWER = 1e-4;

/**
 * The word for a nudged run that has stopped: where it is quiet, by its polished rest; where it is not, by where the same
 * chip would go without its encoders, rails, delays and error as they are (docs/physics.md). Undecided where the branch
 * could not be followed.
 *
 * @param started when the nudging began, s
 * @param horizon how long the input is presented from then on, s
 */
export function judge(
  loop: EventLoop,
  outlook: Outlook,
  stoppedBy: StoppedBy,
  started: number,
  horizon: number,
): Verdict {
  if (stoppedBy === 'divergence') return bareVerdict('diverged');
  if (outlook.failure !== null) return bareVerdict('undecided');
  const { rests } = outlook;
  if (stoppedBy === 'quiescence') {
    const z = rests.pack(loop.state.layers);
    if (!z.every(Number.isFinite)) return bareVerdict('diverged');
    const rest = rests.polished(z);
    if (rest !== null && rest.growing === 0) return atRest(rest, outlook);
    return { outcome: 'settled', deadZone: true, rest };
  }
  const from = loop.time;
  const start = rests.pack(loop.state.layers);
  const until = stoppedBy === 'horizon' ? from + horizon : started + horizon;
  const smooth = new SmoothRun(loop, DIVERGED * outlook.freeScale);
  const { end, rest } = followed(smooth, outlook, until);
  if (end !== 'rest') return bareVerdict(WORDS[end]);
  if (rest === null) return bareVerdict('undecided');
  // Without encoders it comes home at this rate, 1/s, as it has since it was started, then about its full scale away.
  const rate = ln(distance(start, rest.z) / distance(rests.pack(smooth.present()), rest.z)) / (smooth.time - from);
  const left = outlook.freeScale * exp(-rate * (from - started));
  const isChatter = left <= DIED_OUT * distance(start, rest.z);
  if (!isChatter && stoppedBy === 'horizon') return bareVerdict('slow');
  const verdict = atRest(rest, outlook);
  return isChatter && verdict.outcome === 'settled' ? { ...verdict, outcome: 'chattering' } : verdict;
}

/** Largest difference of two states, full scales; not below what Newton's method resolves. */
function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), RESOLVED);
}

const RESOLVED = 1e-10;

const WORDS = { diverged: 'diverged', swinging: 'oscillating', moving: 'slow', exhausted: 'undecided' } as const;

/** Follows the chip without its encoders to its end, and to the stationary state where that is a rest. */
function followed(smooth: SmoothRun, { rests }: Outlook, until: number): { end: SmoothEnd; rest: Rest | null } {
  for (const tolerance of [REST, NARROWER * REST]) {
    const end = smooth.run(until, tolerance);
    if (end !== 'rest') return { end, rest: null };
    const rest = rests.nearest(rests.pack(smooth.present()));
    if (rest !== null && rest.growing === 0) return { end, rest };
  }
  return { end: 'rest', rest: null };
}

/** The word for a chip at rest at a stationary state on which no mode grows. */
function atRest(rest: Rest, outlook: Outlook): Verdict {
  const { point } = outlook;
  const isOnBranch = point !== null && isSameState(rest.z, point.z);
  const word = () => {
    if (!rest.cut) return isOnBranch ? 'settled' : 'jumped';
    return isOnBranch && outlook.headroom !== null ? 'clipped' : 'saturated';
  };
  return { outcome: word(), deadZone: false, rest };
}
