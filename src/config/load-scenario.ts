import { DISK } from './disk.ts';
import { type LoadedScenario, scenarioFrom } from './scenario-from.ts';

/** A scenario from its file, or a shipped one by its name, with its device, and every point of its sweep validated like the file itself. */
export function loadScenario(nameOrFile: string): LoadedScenario {
  return scenarioFrom(DISK, nameOrFile);
}
