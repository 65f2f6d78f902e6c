import { type FileSource, memoryFiles } from './file-source.ts';
import { parseJson } from './json-document.ts';
import { textOf } from './text.ts';
import { MAX_YAML, parseYaml } from './yaml-document.ts';

/** Place in a text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly (string | number)[];

/** A text as plain data that still knows where each value stands. */
export type ParsedText = Omit<InputDocument, 'files'>;

/** A YAML or JSON file as plain data that still knows where each value stands. */
export interface InputDocument {
  readonly file: string;
  /** Where the files that it names are. */
  readonly files: FileSource;
  readonly text: string;
  readonly value: unknown;
  /** Where the value at `path` stands, or the nearest parent that exists; with `key`, where its key stands. */
  readonly position: (path: Path, key?: boolean) => Position;
}

/** Reads and parses a file; an unreadable file, a syntax error, a duplicate key or an alias bomb is an InputError. */
export function readFrom(files: FileSource, file: string): InputDocument {
  return parseText(textOf(files.read(file), file), file, files);
}

/** The same for a text that is already in memory; `file` names it in messages. JSON is read much faster than YAML. */
export function parseText(text: string, file: string, files = NONE): InputDocument {
  return { ...(parseJson(text, file, MAX_YAML) ?? parseYaml(text, file)), files };
}

const NONE = memoryFiles({});
