import { readFileSync } from 'node:fs';
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import { InputError } from './input-error.ts';
import { plainJson } from './plain-json.ts';

/** Place in a text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly (string | number)[];

/** A YAML or JSON file as plain data that still knows where each value stands. */
export interface InputDocument {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** Where the value at `path` stands, or the nearest parent that exists; with `key`, where its key stands. */
  readonly position: (path: Path, key?: boolean) => Position;
}

/** More aliases than this are taken for an attempt to exhaust the memory. */
const MAX_ALIASES = 100;

/** Reads and parses a file; an unreadable file, a syntax error, a duplicate key or an alias bomb is an InputError. */
export function readDocument(file: string): InputDocument {
  return parseText(readText(file), file);
}

/** The same for a text that is already in memory; `file` names it in messages. */
export function parseText(text: string, file: string): InputDocument {
  const value = plainJson(text);
  if (value === undefined) return parseYaml(text, file);
  // JSON is YAML, but a hundred times faster to read; where its values stand is only asked when something is wrong.
  let positions: InputDocument | null = null;
  const position = (path: Path, key?: boolean): Position => {
    positions ??= parseYaml(text, file);
    return positions.position(path, key);
  };
  return { file, text, value, position };
}

function parseYaml(text: string, file: string): InputDocument {
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const faults = [
    ...[...parsed.errors, ...parsed.warnings].map(({ message, pos }) => ({ offset: pos[0], message })),
    ...danglingAliases(parsed),
  ];
  if (faults.length > 0) {
    throw new InputError(
      faults.map(({ offset, message }) => {
        return { file, ...place(lines, offset), path: '', message: `not valid YAML: ${message}` };
      }),
    );
  }
  return { file, text, value: plainValue(parsed, file), position: (path, key) => locate(parsed, lines, path, key) };
}

/** The text of an input file. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const reason =
      code === 'ENOENT'
        ? 'no such file'
        : code === 'EISDIR'
          ? 'is a directory, expected a file'
          : `cannot read: ${error}`;
    throw new InputError([{ file, line: null, column: null, path: '', message: reason }]);
  }
}

function danglingAliases(parsed: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(parsed, {
    Alias(_, alias) {
      if (alias.resolve(parsed)) return;
      found.push({ offset: startOf(alias) ?? 0, message: `Unresolved alias *${alias.source}` });
    },
  });
  return found;
}

function plainValue(parsed: Document, file: string): unknown {
  try {
    return parsed.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError([{ file, line: 1, column: 1, path: '', message: `not valid YAML: ${message}` }]);
  }
}

function locate(parsed: Document, lines: LineCounter, path: Path, key = false): Position {
  let node: unknown = parsed.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find((item) => keyOf(item) === String(step)) : undefined;
    const last = depth === path.length - 1;
    node = pair ? pair.value : node.get(step, true);
    offset = startOf(pair && last && key ? pair.key : node) ?? startOf(pair?.key) ?? offset;
    if (node === undefined) break;
  }
  return place(lines, offset);
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function place(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
