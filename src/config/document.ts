import { readFileSync } from 'node:fs';
import { InputError } from './input-error.ts';
import { plainJson } from './plain-json.ts';
import { parseYaml } from './yaml-document.ts';

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
