import { readFile, stat } from 'node:fs/promises';
import { isMissing } from './folder.ts';
import { RunDirectoryError } from './run-directory-error.ts';

/** The bytes of a file of a run; null: more than any file of its kind has, so it was not read. Refuses what is no file. */
export async function readBounded(path: string, largest: number): Promise<Uint8Array | null> {
  const found = await stat(path);
  if (!found.isFile()) throw new RunDirectoryError(`${path} is no file; a run does not make it, so remove it`);
  if (found.size > largest) return null;
  try {
    return await readFile(path);
  } catch (error) {
    // Gone since it was looked at: as if it had been gone then.
    if (isMissing(error)) throw error;
    // Node names no file where the reading itself fails.
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
