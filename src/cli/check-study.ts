import { totalmem } from 'node:os';
import { type InputDocument, parseText } from '../config/document.ts';
import { InputError, type Problem } from '../config/input-error.ts';
import type { LoadedScenario } from '../config/scenario-from.ts';
import type { ScenarioKind } from '../model/vocabulary.ts';
import { networkCost } from '../montecarlo/network-cost.ts';
import { checkNominal } from '../montecarlo/nominal-check.ts';
import { idleGroups } from '../montecarlo/planned-groups.ts';
import { type Finding, preflight } from '../montecarlo/preflight.ts';
import { prepareStudy } from '../montecarlo/prepare-study.ts';
import { placeProblems, problemAt } from '../montecarlo/scenario-place.ts';
import type { Study } from '../montecarlo/study.ts';
import { duration } from './wording.ts';

export interface CheckOptions {
  readonly threads: number;
  /** Whether the study may need more memory than the machine has. */
  readonly ignoreMemory: boolean;
  /** The nominal network is not made if that takes longer, s. */
  readonly patience: number;
  /** Takes a line about what is going to take a while. */
  readonly note: (text: string) => void;
}

export interface CheckedStudy {
  /** Null: making its network takes longer than there is patience for. */
  readonly study: Study | null;
  readonly warnings: readonly Problem[];
}

/** Making a network is announced if it takes longer, s. */
const SOON = 3;

/** What stands behind `validate` and `sweep` alike: an InputError for what cannot be run, and what else is to be said. */
export function checkStudy(file: string, loaded: LoadedScenario, options: CheckOptions): CheckedStudy {
  const { scenario, points } = loaded;
  const document = parseText(loaded.source, file);
  const placed = (findings: readonly Finding[]) =>
    findings.map(({ path, message }) => problemAt(document, path, message));
  const memory = options.ignoreMemory ? Infinity : totalmem();
  const { refusals, warnings } = preflight(scenario, points, { memory, threads: options.threads });
  if (refusals.length > 0) throw new InputError(placed(refusals));
  const seconds = networkCost(scenario);
  if (seconds > options.patience) {
    options.note(`${file}: the network takes about ${duration(seconds)} to make, so the nominal chip is not run here`);
    return { study: null, warnings: placed(warnings) };
  }
  if (seconds > SOON) options.note(`${file}: making the network, about ${duration(seconds)} the first time`);
  const { study, unstable, leftOut } = prepare(document, loaded);
  if (leftOut !== null) options.note(`${file}: ${leftOut}`);
  return { study, warnings: [...placed(warnings), ...placed(unstable)] };
}

/** Of which it says nothing that the nominal chip is not stable: it is still to be trained; that is what is looked for. */
const SAYS_NOTHING: readonly ScenarioKind[] = ['train', 'find'];

/** The study and how its nominal chip ends. */
function prepare(document: InputDocument, { scenario, points }: LoadedScenario) {
  return placing(document, scenario.name, () => {
    const study = prepareStudy(scenario, points);
    const idle = idleGroups(study);
    if (idle.length > 0) throw new InputError(idle.map(({ path, message }) => problemAt(document, path, message)));
    return { study, ...(SAYS_NOTHING.includes(scenario.kind) ? { unstable: [], leftOut: null } : checkNominal(study)) };
  });
}

/** What `make` makes; what is wrong with a network or its data is told where the scenario of that name asks for it. */
export function placing<T>(document: InputDocument, name: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(placeProblems(document, name, error.problems));
    // A training that diverges, wires that no model of ours holds for: of the files, but of no one field of theirs.
    if (error instanceof Error && error.constructor === Error) {
      throw new InputError([problemAt(document, '', error.message)]);
    }
    throw error;
  }
}
