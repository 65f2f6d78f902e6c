import type { Circuit, Drive } from '../engine/circuit.ts';
import type { FeedThrough } from './feed-through.ts';
import { feedThrough } from './feed-through.ts';
import { loopMargins } from './margins.ts';
import type { OperatingPoint } from './operating-point.ts';
import { operatingPoint } from './operating-point.ts';
import type { State } from './small-signal.ts';
import { smallSignal } from './small-signal.ts';
import { spectralAbscissa } from './spectral-abscissa.ts';

/** How the loop fails first when beta grows. */
export type Instability = 'runaway' | 'oscillation' | 'none';

/** Small-signal stability at one operating point; docs/stability.md defines every entry. */
export interface LoopAnalysis {
  readonly operatingPoint: OperatingPoint;
  /** Smallest factor on beta that brings a locus to +1, below 1 where it is already beyond; null: infinite. */
  readonly gainMargin: number | null;
  /** gainMargin * beta; null: infinite. */
  readonly criticalBeta: number | null;
  readonly kind: Instability;
  /** Of the crossing that sets the gain margin, rad/s; 0 for a runaway, null for none. */
  readonly angularFrequency: number | null;
  /** Deg; null where no locus crosses the unit circle. */
  readonly phaseMarginDeg: number | null;
  /** Growing modes at this beta, delays and hidden loops included; 0: stable. */
  readonly unstableModes: number;
  /** Largest real part of the delay-free Jacobian's eigenvalues, 1/s. */
  readonly spectralAbscissa: number;
  /** One entry per hidden layer. */
  readonly feedThrough: readonly FeedThrough[];
}

/** Analyses the loop at the stationary state of vanishing thresholds, or at a state given as s_c per layer. */
export function analyzeLoop(circuit: Circuit, drive: Drive, given?: State): LoopAnalysis {
  const { at, state } = operatingPoint(circuit, drive, given);
  const signal = smallSignal(circuit, drive, state);
  const { gainMargin, angularFrequency, phaseMarginDeg, unstableModes } = loopMargins(signal);
  return {
    operatingPoint: at,
    gainMargin,
    criticalBeta: gainMargin === null ? null : gainMargin * drive.beta,
    kind: angularFrequency === null ? 'none' : angularFrequency === 0 ? 'runaway' : 'oscillation',
    angularFrequency,
    phaseMarginDeg,
    unstableModes,
    spectralAbscissa: spectralAbscissa(signal),
    feedThrough: feedThrough(circuit),
  };
}
