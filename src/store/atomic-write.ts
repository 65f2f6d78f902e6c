import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unfinishedName } from '../files/unfinished.ts';

/** Text in pieces, for what is larger than a string may be. */
export type Content = Uint8Array | string | Iterable<string>;

/**
 * Writes a file so that it is either there in full or not at all, whenever the process or the machine dies: to a
 * temporary name that no other process uses, then fsync, then rename, then fsync of the folder. The folder is not made:
 * one that is gone was taken away, and what would be written there belongs nowhere.
 */
export async function atomicWrite(path: string, content: Content, mode?: number): Promise<void> {
  const temporary = await writeUnfinished(path, content, mode);
  try {
    await rename(temporary, path);
  } catch (error) {
    await discard(temporary);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The same for a file that must not be there yet; false: it was, and is as it was. Of several processes one creates it. */
export async function atomicCreate(path: string, content: Content): Promise<boolean> {
  const temporary = await writeUnfinished(path, content);
  try {
    await link(temporary, path);
  } catch (error) {
    if (lacksLinks(error)) {
      await rename(temporary, path);
      return true;
    }
    await discard(temporary);
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  await rm(temporary);
  await syncFolder(dirname(path));
  return true;
}

/** The content, safe on the disk under a temporary name; nothing stays behind where that fails. */
async function writeUnfinished(path: string, content: Content, mode?: number): Promise<string> {
  const temporary = unfinishedName(path);
  const file = await open(temporary, 'wx', mode);
  try {
    try {
      // The mode of a new file is cut by the process's mask; one that is asked for is meant.
      if (mode !== undefined) await file.chmod(mode);
      await writeAll(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await discard(temporary);
    throw error;
  }
  return temporary;
}

/** Text in pieces is gathered: a call for each would cost more than what it writes. */
async function writeAll(file: FileHandle, content: Content): Promise<void> {
  if (typeof content === 'string' || content instanceof Uint8Array) return file.writeFile(content);
  let gathered: string[] = [];
  let length = 0;
  for (const piece of content) {
    gathered.push(piece);
    length += piece.length;
    if (length < 2 ** 16) continue;
    await file.writeFile(gathered.join(''));
    gathered = [];
    length = 0;
  }
  await file.writeFile(gathered.join(''));
}

/** After a failure, which is told; what cannot be removed now is left behind, and removed by the next sweep. */
async function discard(temporary: string): Promise<void> {
  await rm(temporary, { force: true }).catch(() => undefined);
}

/** Makes a rename durable; Windows cannot open a folder, and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** FAT and some network file systems have no hard links. */
function lacksLinks(error: unknown): boolean {
  return ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(String(codeOf(error)));
}
