import type { InputDocument, Path } from './document.ts';
import type { Problem } from './input-error.ts';
import { type Finding, problemIn } from './validate.ts';

/** A value that a scenario puts at a place of another tree: an override of the device, or a point of a sweep. */
export interface Assignment {
  readonly target: readonly string[];
  readonly value: unknown;
  /** Where the value is written. */
  readonly document: InputDocument;
  readonly origin: Path;
}

/** `neuron.tau.mismatch` as steps; what `spread` scales is one step, although its name has dots. */
export function steps(path: string): string[] {
  const parts = path.split('.');
  return parts[0] === 'spread' && parts.length > 2 ? ['spread', parts.slice(1).join('.')] : parts;
}

/**
 * A copy of `tree` with the assignments made, in order. A bare value given to one of the `varying` paths sets its
 * `nominal` and keeps its spreads; a field set below a bare value makes that its `nominal` (or, for `spread`, its `all`).
 */
export function assign(tree: unknown, assignments: readonly Assignment[], varying: ReadonlySet<string>): unknown {
  const copy = { root: structuredClone(tree) };
  for (const { target, value } of assignments) {
    let parent: Branch = copy;
    let key = 'root';
    for (const [depth, step] of target.entries()) {
      parent = branchAt(parent, key, mainField(target.slice(0, depth), varying));
      key = step;
    }
    const main = mainField(target, varying);
    const present = parent[key];
    if (main === 'nominal' && !isBranch(value) && isBranch(present)) present[main] = value;
    else define(parent, key, structuredClone(value));
  }
  return copy.root;
}

/** A finding about the assigned tree, told at the assignment that is to blame: without it there was none. */
export function blame(finding: Finding, assignments: readonly Assignment[]): Problem {
  const path = finding.path.map(String);
  const related = assignments.filter(({ target }) => target.every((step, i) => i >= path.length || path[i] === step));
  const { target, document, origin } = related.at(-1) ?? assignments[assignments.length - 1];
  const below = path.slice(target.length);
  const wrongTarget = finding.key && below.length === 0;
  const at = wrongTarget ? origin.filter((step) => typeof step === 'string') : origin;
  return problemIn(document, { ...finding, path: [...at, ...below] });
}

type Branch = Record<string, unknown>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** The map or list at a key, made where there is none. */
function branchAt(parent: Branch, key: string, main: string | null): Branch {
  const present = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (isBranch(present)) return present;
  const made: Branch = main === null || present === undefined || present === null ? {} : { [main]: present };
  define(parent, key, made);
  return made;
}

/** Which field a bare value at this place stands for. */
function mainField(target: readonly string[], varying: ReadonlySet<string>): string | null {
  if (varying.has(target.join('.'))) return 'nominal';
  return target.length === 1 && target[0] === 'spread' ? 'all' : null;
}

/** An own property whatever the key is, `__proto__` included; the schema then refuses unknown ones. */
function define(parent: Branch, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, writable: true, configurable: true });
}
