import { Outlook } from '../analysis/outlook.ts';
import { SmallGain } from '../analysis/small-gain.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { Outcome } from '../model/outcomes.ts';
import type { Presentation } from './run-result.ts';

/**
 * The static engine: what becomes of a presentation as its branch alone tells, with thresholds going to 0, without noise and
 * without a horizon. Where the branch has ended by the drive's beta the word is `lost`; it is not followed further.
 *
 * @param smallGain of this circuit, where there are other drives of it
 */
export function foresee(circuit: Circuit, drive: Drive, smallGain = new SmallGain(circuit)): Presentation {
  const outlook = new Outlook(circuit, drive, smallGain);
  const { point } = outlook;
  const outcome = wordOf(outlook);
  return {
    outcome,
    deadZone: false,
    stoppedBy: null,
    settleTime: null,
    events: null,
    energy: null,
    freeEnergy: null,
    activity: [drive.input, ...(point?.activity ?? []).slice(1).map((m) => m!)],
    difference: point?.difference ?? [],
    railsNeeded: outcome === 'clipped' ? outlook.headroom!.driven : null,
    watch: null,
    outlook,
  };
}

function wordOf(outlook: Outlook): Outcome {
  if (outlook.failure !== null) return 'undecided';
  if (outlook.point === null) return 'lost';
  if (!outlook.point.cut) return 'settled';
  return outlook.headroom === null ? 'saturated' : 'clipped';
}
