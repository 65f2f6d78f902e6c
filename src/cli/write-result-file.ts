import { writeFileSync } from 'node:fs';
import { flagError } from './errors.ts';

/** Writes a file that a flag names; a place where that is impossible is the user's to correct. */
export function writeResultFile(flag: string, path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw flagError(flag, `cannot write ${path}: ${error instanceof Error ? error.message : error}`);
  }
}
