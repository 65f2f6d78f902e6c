import type { Circuit, Drive } from '../engine/circuit.ts';
import { loopMargins } from './margins.ts';
import { operatingPoint } from './operating-point.ts';
import { smallSignal } from './small-signal.ts';
import { spectralAbscissa } from './spectral-abscissa.ts';

/** How near a circuit is to instability under one drive. */
export interface Weakness {
  /** Whether a mode grows at the stationary state that the free response leads to, or none is left at this beta. */
  readonly fails: boolean;
  /** Smaller is weaker: the gain margin, 1e6 where it is infinite. */
  readonly margin: number;
  /** Smaller is weaker: minus the delay-free abscissa, which sees hidden loops too, 1/s. */
  readonly damping: number;
}

/** Stands for an infinite margin. */
const NO_MARGIN = 1e6;

/** Null where a rail pins the state: its loop says nothing of the chip in range. */
export function weaknessAt(circuit: Circuit, drive: Drive): Weakness | null {
  const { at, state } = operatingPoint(circuit, drive);
  if (at === 'pinned') return null;
  const signal = smallSignal(circuit, drive, state);
  const { gainMargin, unstableModes } = loopMargins(signal);
  return {
    fails: unstableModes > 0 || at === 'not-found',
    margin: gainMargin ?? NO_MARGIN,
    damping: -spectralAbscissa(signal),
  };
}
