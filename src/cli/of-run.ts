import { loadScenario } from '../config/load-scenario.ts';
import type { LoadedScenario } from '../config/scenario-from.ts';
import type { Rule } from '../model/rules.ts';
import { differences } from '../store/differences.ts';
import { asStored } from '../store/exact-json.ts';
import type { Manifest } from '../store/manifest.ts';
import { flagError } from './errors.ts';

/** The scenario of a run as its file stands now, and what it is not any more of what the run was made of; null: it is all. */
export function scenarioOfRun({ scenario, scenarioFile }: Manifest): {
  readonly loaded: LoadedScenario;
  readonly fault: string | null;
} {
  const loaded = loadScenario(scenarioFile);
  const [changed] = differences(asStored(scenario), asStored(loaded.scenario));
  const fault = changed === undefined ? null : `${scenarioFile} is not what the run was made of any more: ${changed}`;
  return { loaded, fault };
}

/** Refuses a rule and a point that a run does not have; null: none is asked for. */
export function requireInRun({ scenario, points }: Manifest, rule: Rule | null, point: number | null): void {
  if (rule !== null && !scenario.rules.includes(rule)) {
    throw flagError('--rule', `the run has ${scenario.rules.join(' and ')}, got ${JSON.stringify(rule)}`);
  }
  if (point !== null && point >= points.length) {
    throw flagError('--point', `the run has points 0 to ${points.length - 1}, got ${point}`);
  }
}
