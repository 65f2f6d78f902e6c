import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own recursive form never returns where the working directory
 * was removed; here every step up shortens the path, so it ends with an error.
 */
export function makeFolder(path: string): void {
  try {
    makeOneFolder(path);
  } catch (error) {
    const above = dirname(path);
    if (above === path || codeOf(error) !== 'ENOENT') throw error;
    makeFolder(above);
    makeOneFolder(path);
  }
}

/** The same where the folder above must be there already; another process may make this one at the same moment. */
export function makeOneFolder(path: string): void {
  if (isFolder(path)) return;
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' || !isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
