import type { NominalNetwork, Probe } from '../network/network.ts';

/** The nominal network that chips hold, and the inputs that they are tried with. */
export interface Task {
  readonly network: NominalNetwork;
  readonly probes: readonly Probe[];
}
