import { nominalCriticalBeta } from '../analysis/critical-beta.ts';
import { nominalChip } from '../chip/sample-chip.ts';
import { InputError } from '../config/input-error.ts';
import type { Scenario } from '../config/scenario.ts';
import type { Task } from './task.ts';

/** Critical beta of a scenario's nominal chip under dp at alpha = 0, the smallest over the probes; null: it has none. */
export function criticalBeta({ device, loss }: Scenario, { network, probes }: Task): number | null {
  return nominalCriticalBeta(nominalChip(device, network), probes, loss);
}

/** The nudging strength of a scenario as a number. */
export function resolveBeta(scenario: Scenario, task: Task): number {
  if ('value' in scenario.beta) return scenario.beta.value;
  const critical = criticalBeta(scenario, task);
  if (critical === null) {
    const message = 'the nominal chip has no critical beta (no loop on any probe); state beta as a number';
    throw new InputError([{ file: scenario.name, line: null, column: null, path: 'beta.timesCritical', message }]);
  }
  return scenario.beta.timesCritical * critical;
}
