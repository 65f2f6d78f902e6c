import type { Scenario } from '../config/scenario.ts';
import type { NominalNetwork, Probe } from '../network/network.ts';
import { nominalNetwork } from '../network/nominal-network.ts';
import { probes } from '../network/probes.ts';

/** The nominal network that chips hold, and the inputs that they are tried with. */
export interface Task {
  readonly network: NominalNetwork;
  readonly probes: readonly Probe[];
}

export function taskOf(scenario: Scenario): Task {
  const network = nominalNetwork(scenario);
  return { network, probes: probes(scenario, network) };
}
