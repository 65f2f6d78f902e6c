import { readFile, stat } from 'node:fs/promises';
import { RunDirectoryError } from './run-directory-error.ts';

/** The bytes of a file of a run; what is no file or larger than any file of a run is refused before it is read. */
export async function readBounded(path: string, largest: number): Promise<Uint8Array> {
  const found = await stat(path);
  if (!found.isFile()) throw new RunDirectoryError(`${path} is no file; a run does not make it, so remove it`);
  if (found.size > largest) {
    throw new RunDirectoryError(`${path} has ${found.size} bytes, more than any file of its kind; remove it`);
  }
  try {
    return await readFile(path);
  } catch (error) {
    // Node names no file where the reading itself fails.
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
