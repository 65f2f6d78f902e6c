import type { BranchFate } from '../model/vocabulary.ts';
import type { Outlook } from './outlook.ts';
import type { SmallSignal } from './small-signal.ts';

/**
 * Where a circuit was linearised: on its branch, or at a `given` state. A branch that a rail cuts (`pinned`) and one that
 * has ended (`lost`) have no margins: there is nothing small about their signals, or no state to be near to.
 */
export type OperatingPoint = BranchFate | 'given';

/** The circuit linearised on its branch at the drive's beta; null: pinned or lost. */
export function signalOnBranch({ point }: Outlook): SmallSignal | null {
  return point === null || point.cut ? null : point.signal;
}
