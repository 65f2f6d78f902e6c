import type { Outlook } from '../analysis/outlook.ts';
import { isSameState } from '../analysis/rest.ts';
import type { EventLoop } from '../engine/event-loop.ts';
import { judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

/**
 * Switches the noise off on a copy of the chip and lets it relax: null where it comes back to the rest of its noiseless
 * twin, else the word for where it goes.
 *
 * @param horizon how long the copy may take, s
 */
export function hasLeft(
  loop: EventLoop,
  { outlook, maxEvents }: { readonly outlook: Outlook; readonly maxEvents: number },
  twin: Verdict,
  horizon: number,
): Verdict | null {
  return loop.aside(() => {
    const from = loop.time;
    const sent = loop.activityEvents + loop.differenceEvents;
    const stoppedBy = loop.advance(from + horizon, sent + maxEvents);
    const verdict = judge(loop, outlook, stoppedBy, from, horizon);
    return isBack(verdict, twin) ? null : verdict;
  });
}

/** Two rests that nothing but thresholds holds are one where neither has a stationary state or both have the same. */
function isBack(verdict: Verdict, twin: Verdict): boolean {
  if (verdict.rest === null || twin.rest === null) return verdict.deadZone && twin.deadZone;
  return isSameState(verdict.rest.z, twin.rest.z);
}
