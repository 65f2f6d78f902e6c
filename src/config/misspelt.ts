import type { Path } from './document.ts';

/** A key that its map does not know, and the one that was meant. */
export interface Misspelt {
  readonly path: Path;
  readonly meant: string;
}

export interface Renamed {
  readonly value: unknown;
  /** A path in `value` as it was written; null where no renamed key is on it. */
  readonly written: (path: Path) => Path | null;
}

/** A copy of a value with the keys renamed to what was meant, unless that key is there; null where none is renamed. */
export function withRenamed(root: unknown, misspelt: readonly Misspelt[]): Renamed | null {
  const own = { root };
  const copied = new Set<unknown>();
  const names = new Map<string, string>();
  for (const { path, meant } of misspelt) {
    const map = mapAt(own, ['root', ...path.slice(0, -1)], copied);
    const key = String(path[path.length - 1]);
    if (map === null || !Object.hasOwn(map, key) || Object.hasOwn(map, meant)) continue;
    map[meant] = map[key];
    delete map[key];
    names.set(JSON.stringify([...path.slice(0, -1), meant]), key);
  }
  if (names.size === 0) return null;
  const written = (path: Path) => {
    const steps = path.map((step, i) => names.get(JSON.stringify(path.slice(0, i + 1))) ?? step);
    return steps.some((step, i) => step !== path[i]) ? steps : null;
  };
  return { value: own.root, written };
}

type Branch = Record<string | number, unknown>;

/** The map at a path, every container on the way a copy of our own. */
function mapAt(own: Branch, path: Path, copied: Set<unknown>): Branch | null {
  let map = own;
  for (const step of path) {
    const inner = map[step];
    if (typeof inner !== 'object' || inner === null) return null;
    if (!copied.has(inner)) {
      map[step] = Array.isArray(inner) ? [...inner] : { ...inner };
      copied.add(map[step]);
    }
    map = map[step] as Branch;
  }
  return map;
}
