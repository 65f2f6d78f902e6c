import type { Document, Pair, YAMLMap } from 'yaml';
import type { ParsedText, Path } from './document.ts';
import { InputError } from './input-error.ts';
import { yaml } from './libraries.ts';
import { linePlaces } from './line-places.ts';
import { tooDeep } from './nesting.ts';
import { dangerousDepth } from './yaml-depth.ts';

/** More aliases than this are taken for an attempt to exhaust the memory. */
const MAX_ALIASES = 100;

/** Longest YAML text, in characters: the parser takes seconds for the worst of them. JSON may be as long as you like. */
export const MAX_YAML = 2 ** 18;

const TOO_DEEP = 'nested too deeply';

interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** A YAML text as a document; `file` names it in messages. */
export function parseYaml(text: string, file: string): ParsedText {
  const place = linePlaces(text);
  const refuse = (faults: readonly Fault[]) =>
    new InputError(
      faults.map(({ offset, message }) => {
        return { file, ...place(offset), path: '', message: `not valid YAML: ${message}` };
      }),
    );
  if (text.length > MAX_YAML)
    throw refuse([{ offset: 0, message: `expected at most ${MAX_YAML} characters; write JSON` }]);
  const deep = dangerousDepth(text);
  if (deep !== null) throw refuse([{ offset: deep, message: TOO_DEEP }]);
  try {
    const parsed = yaml().parseDocument(text, { uniqueKeys: false, prettyErrors: false });
    const faults = [...syntaxFaults(parsed), ...structureFaults(parsed)];
    if (faults.length > 0) throw refuse(faults);
    const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES });
    const offset = offsets(parsed);
    const below = tooDeep(value);
    if (below !== null) throw refuse([{ offset: offset(below), message: TOO_DEEP }]);
    return { file, text, value, position: (path, key) => place(offset(path, key)) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw refuse([{ offset: 0, message: error instanceof Error ? error.message : String(error) }]);
  }
}

function syntaxFaults({ errors, warnings }: Document): Fault[] {
  return [...errors, ...warnings].map(({ message, pos }) => ({ offset: pos[0], message }));
}

/** Keys that their map has before or that are no texts, and aliases of what is not there. */
function structureFaults(parsed: Document): Fault[] {
  const faults: Fault[] = [];
  const anchors = new Set<string>();
  const anchored = (node: { anchor?: string | undefined }) => {
    if (node.anchor !== undefined) anchors.add(node.anchor);
  };
  yaml().visit(parsed, {
    Alias(_, alias) {
      if (!anchors.has(alias.source))
        faults.push({ offset: startOf(alias) ?? 0, message: `Unresolved alias *${alias.source}` });
    },
    Scalar: (_, node) => anchored(node),
    Seq: (_, node) => anchored(node),
    Map(_, map) {
      anchored(map);
      const keys = new Set<string>();
      for (const pair of map.items) {
        // A list or map as a key would be written out as a text, and the keys within it again.
        if (yaml().isCollection(pair.key)) {
          faults.push({ offset: startOf(pair.key) ?? 0, message: 'expected a text as key' });
          return yaml().visit.BREAK;
        }
        const key = keyOf(pair);
        if (keys.has(key)) {
          const message = `Map keys must be unique, got ${JSON.stringify(key)} again`;
          faults.push({ offset: startOf(pair.key) ?? startOf(map) ?? 0, message });
        }
        keys.add(key);
      }
      return undefined;
    },
  });
  return faults;
}

/** Where values and keys stand; every map is looked through once, not once for each question. */
function offsets(parsed: Document): (path: Path, key?: boolean) => number {
  const { isCollection, isMap } = yaml();
  const indices = new Map<YAMLMap, Map<string, Pair>>();
  const indexOf = (map: YAMLMap) => {
    const index = indices.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair), pair]));
    indices.set(map, index);
    return index;
  };
  return (path, key = false) => {
    let node: unknown = parsed.contents;
    let offset = startOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      if (!isCollection(node)) break;
      const pair = isMap(node) ? indexOf(node).get(String(step)) : undefined;
      const last = depth === path.length - 1;
      node = isMap(node) ? pair?.value : node.get(step, true);
      offset = startOf(pair && last && key ? pair.key : node) ?? startOf(pair?.key) ?? offset;
      if (node === undefined) break;
    }
    return offset;
  };
}

function keyOf(pair: Pair): string {
  return String(yaml().isScalar(pair.key) ? pair.key.value : pair.key);
}

function startOf(node: unknown): number | undefined {
  return yaml().isNode(node) ? node.range?.[0] : undefined;
}
