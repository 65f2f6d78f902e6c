import { FUNCTIONS, MAX_LENGTH } from './expression-text.ts';
import { UNITS } from './unit-table.ts';

/** Fields that are words, in which nothing stands for a number. */
const WORDS: ReadonlySet<string> = new Set([
  'source',
  'format',
  'name',
  'description',
  'activation',
  'distribution',
  'law',
  'feedback',
  'readDown',
]);
/** A number, or a word that may be the name of a constant. */
const NUMBER_OR_WORD = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[A-Za-z_][A-Za-z0-9_]*/g;

/** Why a constant cannot have this name; null: it can. */
export function faultOfName(name: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_]{1,39}$/.test(name))
    return 'expected a name of two letters and digits or more, such as pairArea';
  if (UNITS.has(name) || FUNCTIONS.has(name) || name === 'pi')
    return 'expected a name that no unit and no function has';
  return null;
}

/** A device file's tree whose expressions have values in the place of its constants, and the constants that stood there. */
export interface Expanded {
  readonly tree: unknown;
  readonly used: ReadonlySet<string>;
}

/** Puts constants into the expressions that name them; a constant may name those above it. What is no tree of fields stays. */
export function expandConstants(tree: unknown): Expanded {
  const used = new Set<string>();
  const constants: unknown = Object(tree).constants;
  if (!isMap(tree) || !isMap(constants)) return { tree, used };
  const known = new Map<string, string>();
  const expand = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return WORDS.has(key) ? value : expanded(value, known, used);
    if (Array.isArray(value)) return value.map((entry) => expand(entry, key));
    if (!isMap(value)) return value;
    return mapped(value, (inner, name) => (name === 'source' ? inner : expand(inner, name)));
  };
  const own = mapped(constants, (value, name) => {
    const result = name === 'source' ? value : expand(value, name);
    const isValue = typeof result === 'string' || typeof result === 'number';
    // A longer one is refused as it stands; constants of constants would grow without end.
    if (isValue && String(result).length <= MAX_LENGTH && faultOfName(name) === null) known.set(name, String(result));
    return result;
  });
  return { tree: mapped(tree, (value, key) => (key === 'constants' ? own : expand(value, key))), used };
}

/** An expression that is a constant alone is what that is, also a percentage; within another it is in parentheses. */
function expanded(text: string, known: ReadonlyMap<string, string>, used: Set<string>): string {
  const alone = known.get(text.trim());
  if (alone !== undefined) {
    used.add(text.trim());
    return alone;
  }
  return text.replace(NUMBER_OR_WORD, (part) => {
    const value = known.get(part);
    if (value === undefined) return part;
    used.add(part);
    return `(${value})`;
  });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapped(map: Readonly<Record<string, unknown>>, of: (value: unknown, key: string) => unknown): unknown {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, of(value, key)]));
}
