import type { InputDocument, Position } from '../config/document.ts';
import type { Problem } from '../config/input-error.ts';
import { DATASET_PATH } from '../model/datasets.ts';

/** Where in a scenario file something is said of a value; `device.` leads into the device. */
export function problemAt(document: InputDocument, path: string, message: string): Problem {
  return { file: document.file, ...placeOf(document, path), path, message };
}

/**
 * Problems told by those who know the scenario by its name only, or a file that it names, put where the scenario says so.
 * A problem that has a place in another file keeps it.
 */
export function placeProblems(document: InputDocument, name: string, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    if (problem.line !== null) return problem;
    if (problem.file === name || problem.path === DATASET_PATH)
      return problemAt(document, problem.path, problem.message);
    const { path } = weightsOf(document);
    return problemAt(
      document,
      'network.weights.path',
      `${problem.message}, got ${JSON.stringify(path ?? problem.file)}`,
    );
  });
}

function placeOf(document: InputDocument, path: string): Position {
  if (!path.startsWith('device.')) return document.position(path.split('.'));
  const { overrides, sweep } = document.value as Record<'overrides' | 'sweep', object | undefined>;
  const inDevice = path.slice('device.'.length);
  const axis = nearest(Object.keys(sweep ?? {}), path);
  if (axis !== undefined) return document.position(['sweep', axis], true);
  const override = nearest(Object.keys(overrides ?? {}), inDevice);
  return override === undefined ? document.position(['device']) : document.position(['overrides', override], true);
}

/** The key that says most of a path: it, one below it, or the section that it is in. */
function nearest(keys: readonly string[], path: string): string | undefined {
  const related = (key: string) => `${key}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${key}.`);
  return keys.filter(related).sort((a, b) => b.length - a.length)[0];
}

function weightsOf({ value }: InputDocument): { readonly path?: unknown } {
  const { network } = value as { network: { weights: object } };
  return network.weights;
}
