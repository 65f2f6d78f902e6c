import { SOURCE_QUALITIES, type SourceQuality } from '../model/vocabulary.ts';
import type { Provenance } from './device.ts';
import { TEMPERATURE } from './temperature.ts';

/** A value of a device file as it was written, and where it says the value is from. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: string;
  readonly cited: { readonly source: string; readonly quality: SourceQuality } | null;
}

/** Every value of a validated device file that states a source; what `overridden` names is from the scenario. */
export function provenanceOf(raw: unknown, overridden: readonly (readonly string[])[] = []): Provenance[] {
  const found: Provenance[] = [];
  for (const { path, value, cited } of leaves(raw)) {
    // A temperature and its laws are no values of the device; what they make of it, where it is asked, is set by the scenario.
    if (path.includes(TEMPERATURE)) continue;
    const replaced = overridden.some((target) => target.every((step, i) => path[i] === step));
    const citation = replaced ? SET_BY_SCENARIO : cited;
    if (citation) found.push({ path: path.join('.'), value, ...citation });
  }
  return found;
}

const SET_BY_SCENARIO = { source: 'set by the scenario', quality: 'assumed' } as const;

/** Every value of a device file; a list is one value. */
export function leaves(raw: unknown, path: readonly string[] = [], scopes: readonly Scope[] = []): Leaf[] {
  if (raw === undefined || raw === null) return [];
  if (typeof raw !== 'object' || Array.isArray(raw))
    return [{ path, value: written(raw), cited: citation(path, scopes) }];
  const here = 'source' in raw && raw.source ? [{ depth: path.length, source: raw.source }, ...scopes] : scopes;
  return Object.entries(raw).flatMap(([key, value]) => (key === 'source' ? [] : leaves(value, [...path, key], here)));
}

/** A `source` and how deep in the tree it stands. */
interface Scope {
  readonly depth: number;
  readonly source: unknown;
}

/** The innermost source that speaks of the value at `path`. */
function citation(path: readonly string[], scopes: readonly Scope[]): Leaf['cited'] {
  for (const { depth, source } of scopes) {
    const text = typeof source === 'object' ? (source as Record<string, unknown>)[path[depth]] : source;
    const quality = SOURCE_QUALITIES.find((name) => typeof text === 'string' && text.startsWith(`${name}: `));
    if (quality) return { source: String(text).slice(quality.length + 2), quality };
  }
  return null;
}

function written(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(written).join(', ')}]` : String(value);
}
