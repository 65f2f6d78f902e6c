import { InputError } from '../config/input-error.ts';
import type { Scenario } from '../config/scenario.ts';
import type { LoadedScenario } from '../config/scenario-from.ts';

/** Refuses a scenario that another command runs; each kind is run by the command of its name. */
export function requireKind(kind: Scenario['kind'], file: string, { scenario }: LoadedScenario): void {
  if (scenario.kind === kind) return;
  const message = `expected kind: ${kind}; dyadsim ${scenario.kind} runs this scenario`;
  throw new InputError([{ file, line: null, column: null, path: 'kind', message }]);
}
