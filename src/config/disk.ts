import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InputDocument, readFrom } from './document.ts';
import type { FileSource, Kind } from './file-source.ts';
import { InputError } from './input-error.ts';

/** No input file of ours comes near; more is taken for a mistake before it fills the memory. */
const MAX_BYTES = 256 * 2 ** 20;

/** The files of the machine, and those that come with the package. */
export const DISK: FileSource = {
  read,
  has,
  beside: (file, name) => (isAbsolute(name) ? name : join(dirname(file), name)),
  shipped: (kind) =>
    readdirSync(folderOf(kind))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => basename(file, '.yaml'))
      .sort(),
  shippedFile: (kind, name) => {
    const file = join(folderOf(kind), `${name}.yaml`);
    const near = relative(process.cwd(), file);
    return near.startsWith('..') ? file : near;
  },
};

/** Reads and parses a file; an unreadable file, a syntax error, a duplicate key or an alias bomb is an InputError. */
export function readDocument(file: string): InputDocument {
  return readFrom(DISK, file);
}

function read(file: string): Uint8Array {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw refused(file, 'is a directory, expected a file');
    if (status.isCharacterDevice()) throw refused(file, 'is a device, expected a file');
    if (status.size > MAX_BYTES) throw refused(file, `is larger than ${MAX_BYTES / 2 ** 20} MiB, expected a text file`);
    return readFileSync(descriptor);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw refused(file, code === 'ENOENT' ? 'no such file' : `cannot read: ${error}`);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function refused(file: string, message: string): InputError {
  return new InputError([{ file, line: null, column: null, path: '', message }]);
}

function has(file: string): boolean {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    return status !== undefined && !status.isDirectory();
  } catch {
    return true;
  }
}

function folderOf(kind: Kind): string {
  return fileURLToPath(new URL(`../../${kind}`, import.meta.url));
}
