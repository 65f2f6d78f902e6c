import type { Circuit, Drive } from '../engine/circuit.ts';
import type { Ending } from './branch.ts';
import type { FeedThrough } from './feed-through.ts';
import { feedThrough } from './feed-through.ts';
import { loopMargins } from './margins.ts';
import { type OperatingPoint, signalOnBranch } from './operating-point.ts';
import { Outlook } from './outlook.ts';
import type { State } from './small-signal.ts';
import { smallSignal } from './small-signal.ts';
import { spectralAbscissa } from './spectral-abscissa.ts';

/** How the loop fails first when beta grows. */
export type Instability = 'runaway' | 'oscillation' | 'none';

/** Small-signal stability at one operating point, and how far its branch goes; docs/stability.md defines every entry. */
export interface LoopAnalysis {
  /** `pinned` and `lost` have no margins, modes or abscissa: those entries are null. */
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
  readonly unstableModes: number | null;
  /** Largest real part of the delay-free Jacobian's eigenvalues, 1/s. */
  readonly spectralAbscissa: number | null;
  /** Beta at which the branch ends, or from which on only rails hold it; null: neither up to 100 times this beta. */
  readonly lossBeta: number | null;
  /** How it ends; null: it does not, or only rails hold it from there on. */
  readonly lossBy: Ending | null;
  /** One entry per hidden layer. */
  readonly feedThrough: readonly FeedThrough[];
}

/** Analyses the loop on its branch, or at a state given as s_c per layer; `outlook` where the caller has it already. */
export function analyzeLoop(
  circuit: Circuit,
  drive: Drive,
  given?: State,
  outlook = new Outlook(circuit, drive),
): LoopAnalysis {
  if (outlook.failure !== null) throw outlook.failure;
  const signal = given === undefined ? signalOnBranch(outlook) : smallSignal(circuit, drive, given);
  const margins = given === undefined ? outlook.margins : loopMargins(signal!);
  const gainMargin = margins?.gainMargin ?? null;
  const angularFrequency = margins?.angularFrequency ?? null;
  const lossBeta = outlook.lossBeta();
  return {
    operatingPoint: given === undefined ? outlook.fate! : 'given',
    gainMargin,
    criticalBeta: gainMargin === null ? null : gainMargin * drive.beta,
    kind: angularFrequency === null ? 'none' : angularFrequency === 0 ? 'runaway' : 'oscillation',
    angularFrequency,
    phaseMarginDeg: margins?.phaseMarginDeg ?? null,
    unstableModes: margins?.unstableModes ?? null,
    spectralAbscissa: signal === null ? null : spectralAbscissa(signal),
    lossBeta,
    lossBy: outlook.ending?.beta === lossBeta ? (outlook.ending?.by ?? null) : null,
    feedThrough: feedThrough(circuit),
  };
}
