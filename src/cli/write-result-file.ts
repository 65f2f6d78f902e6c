import { accessSync, closeSync, constants, openSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { atomicWrite, type Content } from '../store/atomic-write.ts';
import { flagError } from './errors.ts';

/** Reasons that the user can correct by naming another place. */
const WRONG_PLACE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG', 'ELOOP'];

/**
 * Writes a file that a flag names, in full or not at all. A link is followed, a file that is there keeps its permissions
 * and, without that of writing, its content; devices and pipes are written to as they are.
 */
export async function writeResultFile(flag: string, path: string, content: Content): Promise<void> {
  try {
    await write(path, content);
  } catch (error) {
    const message = `cannot write ${path}: ${error instanceof Error ? error.message : error}`;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (WRONG_PLACE.includes(code)) throw flagError(flag, message);
    throw new Error(message, { cause: error });
  }
}

async function write(path: string, content: Content): Promise<void> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return atomicWrite(path, content);
  if (found.isFile()) {
    accessSync(path, constants.W_OK);
    return atomicWrite(realpathSync(path), content, found.mode & 0o7777);
  }
  const device = openSync(path, 'w');
  try {
    const whole = typeof content === 'string' || content instanceof Uint8Array;
    for (const piece of whole ? [content] : content) writeFileSync(device, piece);
  } finally {
    closeSync(device);
  }
}
