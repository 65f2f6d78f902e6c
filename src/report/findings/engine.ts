import { withoutSimulation } from '../engines.ts';
import type { Summary } from '../summary.ts';
import type { Finding } from './finding.ts';

/** That numbers are not from simulated runs, and what they leave out. */
export function notSimulated(summary: Summary): Finding[] {
  const where = withoutSimulation(summary);
  if (where === null) return [];
  const text =
    `${where} no run was simulated. Stable means that the branch reaches this beta and no mode grows on it, with thresholds ` +
    'going to 0 and without noise, jitter and the end of the presentation; what becomes of a chip whose branch is lost is ' +
    'not known, and there are no settling times, events or energies.';
  return [{ subject: 'Static engine', text }];
}
