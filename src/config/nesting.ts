import type { Path } from './document.ts';

/** Files of ours are six levels deep. What is read, checked and shown is gone through level by level. */
export const MAX_DEPTH = 60;

/** The path of a value that stands more levels deep than any of ours; null where there is none. */
export function tooDeep(root: unknown): Path | null {
  let level: Chain[] = [{ value: root, step: '', parent: null }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MAX_DEPTH) return pathOf(level[0]);
    level = level.flatMap(inside);
  }
  return null;
}

/** A value and the way to it. */
interface Chain {
  readonly value: unknown;
  readonly step: string | number;
  readonly parent: Chain | null;
}

function inside(parent: Chain): Chain[] {
  const { value } = parent;
  const found: Chain[] = [];
  if (Array.isArray(value)) {
    for (const [step, each] of value.entries()) if (isContainer(each)) found.push({ value: each, step, parent });
  } else if (isContainer(value)) {
    for (const [step, each] of Object.entries(value)) if (isContainer(each)) found.push({ value: each, step, parent });
  }
  return found;
}

function pathOf({ step, parent }: Chain): Path {
  return parent === null ? [] : [...pathOf(parent), step];
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
