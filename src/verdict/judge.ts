import type { Outlook } from '../analysis/outlook.ts';
import { isSameState, type Rest } from '../analysis/rest.ts';
import type { EventLoop } from '../engine/event-loop.ts';
import { DIVERGED } from '../engine/limits.ts';
import type { StoppedBy } from '../engine/run.ts';
import { REST, type SmoothEnd, SmoothRun } from '../engine/smooth-run.ts';
import { bareVerdict, type Verdict } from './verdict.ts';

/**
 * A chip that would be at rest this many times sooner than it has run already is kept from it by its encoders alone: what
 * was left of its start has died out as often.
 */
const LONG_AGO = 4;
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
  const until = stoppedBy === 'horizon' ? from + horizon : started + horizon;
  const smooth = new SmoothRun(loop, DIVERGED * outlook.freeScale);
  const { end, rest } = followed(smooth, outlook, until);
  if (end !== 'rest') return bareVerdict(WORDS[end]);
  if (rest === null) return bareVerdict('undecided');
  const isChatter = LONG_AGO * (smooth.time - from) <= from - started;
  if (!isChatter && stoppedBy === 'horizon') return bareVerdict('slow');
  const verdict = atRest(rest, outlook);
  return isChatter && verdict.outcome === 'settled' ? { ...verdict, outcome: 'chattering' } : verdict;
}

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
