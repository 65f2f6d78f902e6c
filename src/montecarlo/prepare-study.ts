import type { Scenario, SweepPoint } from '../config/scenario.ts';
import { loadTestImages } from '../network/load-dataset.ts';
import { nominalNetwork } from '../network/nominal-network.ts';
import { probes } from '../network/probes.ts';
import { requestedBy } from './requested.ts';
import { samplesOf } from './samples-of.ts';
import { type Study, studyOf } from './study.ts';
import type { Task } from './task.ts';

/** Trains what has to be trained, or reads it, and works out every point's beta. */
export function prepareStudy(scenario: Scenario, points: readonly SweepPoint[]): Study {
  return studyOf(scenario, points, taskOf);
}

/** The nominal network of a scenario and its probes. */
export function taskOf(scenario: Scenario): Task {
  const network = nominalNetwork(scenario);
  const test = loadTestImages(scenario.data);
  const task = { network, probes: probes(scenario, network, test) };
  if (!requestedBy(scenario).includes('testAccuracy')) return task;
  return { ...task, test: samplesOf(test, network, scenario.loss) };
}
