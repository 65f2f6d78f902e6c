import type { InputDocument, Path } from './document.ts';
import type { Problem } from './input-error.ts';
import { MAX_DEPTH } from './nesting.ts';
import { type Finding, problemIn } from './validate.ts';

/** A value that a scenario puts at a place of another tree: an override of the device, or a point of a sweep. */
export interface Assignment {
  readonly target: readonly string[];
  readonly value: unknown;
  /** Where the value is written. */
  readonly document: InputDocument;
  readonly origin: Path;
}

/**
 * `neuron.tau.mismatch` as steps; what `spread` scales is one step, although its name has dots. Of a path deeper than any
 * field, only the beginning: it is refused in either case.
 */
export function steps(path: string): string[] {
  const parts = path.split('.', MAX_DEPTH);
  return parts[0] === 'spread' && parts.length > 2 ? ['spread', parts.slice(1).join('.')] : parts;
}

/**
 * `tree` with the assignments made, in order; what they do not touch is shared with it. A bare value given to one of the
 * `varying` paths sets its `nominal` and keeps its spreads; a field set below a bare value makes that its `nominal` (or, for
 * `spread`, its `all`).
 */
export function assign(tree: unknown, assignments: readonly Assignment[], varying: ReadonlySet<string>): unknown {
  const own: Branch = { root: tree };
  const copied = new Set<unknown>();
  for (const { target, value } of assignments) {
    let parent = own;
    let key = 'root';
    for (const [depth, step] of target.entries()) {
      const main = varying.size === 0 ? null : mainField(target.slice(0, depth), varying);
      parent = ownBranch(parent, key, main, copied);
      key = step;
    }
    const main = mainField(target, varying);
    const present = Object.hasOwn(parent, key) ? parent[key] : undefined;
    if (main === 'nominal' && !isBranch(value) && isBranch(present)) ownBranch(parent, key, main, copied)[main] = value;
    else define(parent, key, value);
  }
  return own.root;
}

/** Findings about the assigned tree, each told at the assignment that is to blame: without it there was none. */
export function blame(findings: readonly Finding[], assignments: readonly Assignment[]): Problem[] {
  const lastOn = lastOnTheWay(assignments);
  return findings.map((finding) => {
    const path = finding.path.map(String);
    const related = path.map((_, i) => lastOn.at.get(placeOf(path.slice(0, i + 1))) ?? -1);
    const index = Math.max(...related, lastOn.above.get(placeOf(path)) ?? -1);
    const { target, document, origin } = assignments[index] ?? assignments[assignments.length - 1];
    const below = path.slice(target.length);
    const wrongTarget = finding.key && below.length === 0;
    const at = wrongTarget ? origin.filter((step) => typeof step === 'string') : origin;
    return problemIn(document, { ...finding, path: [...at, ...below] });
  });
}

/** The last assignment to each place, and the last to anything below each place. */
function lastOnTheWay(assignments: readonly Assignment[]) {
  const at = new Map<string, number>();
  const above = new Map<string, number>();
  for (const [index, { target }] of assignments.entries()) {
    at.set(placeOf(target), index);
    for (let depth = 0; depth < target.length; depth++) above.set(placeOf(target.slice(0, depth)), index);
  }
  return { at, above };
}

function placeOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

type Branch = Record<string, unknown>;

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

/** The map or list at a key, made where there is none, as a copy that may be changed. */
function ownBranch(parent: Branch, key: string, main: string | null, copied: Set<unknown>): Branch {
  const present = Object.hasOwn(parent, key) ? parent[key] : undefined;
  if (copied.has(present)) return present as Branch;
  const made = isBranch(present) ? copyOf(present) : inPlaceOf(present, main);
  copied.add(made);
  define(parent, key, made);
  return made;
}

function copyOf(present: Branch): Branch {
  return Array.isArray(present) ? ([...present] as unknown as Branch) : { ...present };
}

function inPlaceOf(present: unknown, main: string | null): Branch {
  return main === null || present === undefined || present === null ? {} : { [main]: present };
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
