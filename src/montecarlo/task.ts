import type { NominalNetwork, Probe } from '../network/network.ts';
import type { Samples } from '../training/evaluate.ts';

/** The nominal network that chips hold, and the inputs that they are tried with. */
export interface Task {
  readonly network: NominalNetwork;
  readonly probes: readonly Probe[];
  /** The whole test set. Absent: no spec is on it. */
  readonly test?: Samples;
}
